package dev.muster.supervisor.jvm;

import java.time.Duration;

/** A flight recording that runs. Closing it leaves nothing behind. Not thread-safe. */
public final class Recording implements AutoCloseable {
    private final Jvm jvm;
    private final DumpPlace place;
    private final String name;

    private Recording(Jvm jvm, DumpPlace place, String name) {
        this.jvm = jvm;
        this.place = place;
        this.name = name;
    }

    static Recording start(Jvm jvm, DumpPlace place, Duration longest) {
        String name = "muster-" + ProcessHandle.current().pid();
        try {
            jvm.diagnose("JFR.start name=" + name + " dumponexit=true duration=" + longest.toSeconds() + "s filename="
                    + quoted(place));
            return new Recording(jvm, place, name);
        } catch (JvmException e) {
            place.close();
            throw e.text().contains("Unknown diagnostic command")
                    ? new JvmException("has no flight recorder (module jdk.jfr is not in its runtime)", e)
                    : e;
        }
    }

    /**
     * Ends it and writes the file.
     *
     * @return the file's size
     */
    public long finish() {
        Jvm.requireSaid("written to", jvm.diagnose("JFR.stop name=" + name + " filename=" + quoted(place)));
        return place.land();
    }

    /**
     * Keeps what the JVM has written at its own end, which it does unless it was killed.
     *
     * @return the file's size
     * @throws JvmException when there is nothing
     */
    public long salvage() {
        return place.land();
    }

    private static String quoted(DumpPlace place) {
        return '"' + place.asSeenByTheJvm() + '"';
    }

    @Override
    public void close() {
        place.close();
    }
}
