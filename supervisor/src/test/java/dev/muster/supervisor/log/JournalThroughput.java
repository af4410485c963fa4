package dev.muster.supervisor.log;

import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a copy in systemd's journal costs: a child that prints lines of 100 bytes, at full speed and at a pace, and the processor time of
 * the pump and of the journal's thread for each line. Run by hand, with a directory for the files and the journal's socket, where journald
 * does not limit the rate.
 */
final class JournalThroughput {

    private static final WorkerId WORKER = new WorkerId("writer", 1);
    private static final String LINE = "0123456789".repeat(10).substring(1);
    private static final int LINES = 1_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private JournalThroughput() {}

    public static void main(String[] args) throws Exception {
        Path parent = Path.of(args[0]);
        Path socket = Path.of(args[1]);
        String flood = "yes " + LINE + " | head -n " + LINES;
        String paced = "i=0; while [ $i -lt 100 ]; do yes " + LINE + " | head -n 1000; sleep 0.1; i=$((i+1)); done";
        for (String script : new String[] {flood, flood, paced}) {
            for (boolean copied : new boolean[] {false, true}) {
                Path home = Files.createTempDirectory(parent, "journal");
                try {
                    measure(home, socket, script, copied);
                } finally {
                    delete(home);
                }
            }
        }
    }

    private static void measure(Path home, Path socket, String script, boolean copied) throws Exception {
        try (SystemJournal journal = SystemJournal.start(socket);
                OutputPump pump = OutputPump.start(event -> {}, InstantSource.system(), Optional.of(journal))) {
            long begin = System.nanoTime();
            WorkerOutput output =
                    pump.open(WORKER, Policies.raw().withJournal(copied), home.resolve("logs"), home.resolve("fifo"));
            Process writer = Shell.run(output, script);
            writer.waitFor();
            pump.drained(WORKER).get(60, TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - begin) / 1e9;
            journal.drain();
            double drained = (System.nanoTime() - begin) / 1e9;
            long lines = pump.counts(WORKER).orElseThrow().bytes() / (LINE.length() + 1);
            long sent = copied ? lines - journal.lost() : 0;
            System.out.printf(
                    Locale.ROOT,
                    "%-9s %7d lines in %4.1f s (journal %4.1f s); sent %7d, lost %7d; pump %5.2f us/line, journal %5.2f us/line sent%n",
                    copied ? "copied" : "file only",
                    lines,
                    seconds,
                    drained,
                    sent,
                    journal.lost(),
                    cpu("muster-output") / 1e3 / lines,
                    copied ? cpu("muster-journald") / 1e3 / Math.max(1, sent) : 0);
        }
    }

    private static long cpu(String name) {
        for (long id : THREADS.getAllThreadIds()) {
            if (THREADS.getThreadInfo(id) != null
                    && THREADS.getThreadInfo(id).getThreadName().equals(name)) {
                return THREADS.getThreadCpuTime(id);
            }
        }
        return 0;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
