package dev.muster.queue.chronicle;

import dev.muster.testkit.LoopDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A run of torture: processes are killed and frozen, the disk is full at times, or the power is cut, for as long as is asked; then all
 * that is left is done, and the oracle judges. Immutable.
 *
 * @param kind what happens besides kills and freezes
 * @param directory for everything; it is empty
 * @param seed of what happens when; the processes do the rest in their own time
 */
record Torture(Kind kind, Path directory, Duration length, long seed, Consumer<String> output) {

    private static final int MEGABYTES = 512;

    /** What the kernel does on its own behalf comes a little later on a busy machine. */
    private static final Duration LATENESS = Duration.ofSeconds(10);

    private static final int[] SEGMENT_JOBS = {500, 500, 500, 2000, 50_000, 1_000_000};

    /** What happens besides kills and freezes. */
    enum Kind {
        /** Nothing. */
        PLAIN,
        /** The disk is filled to the last byte and freed again. */
        FULL_DISK,
        /** The power is cut, with {@code durability=sync}. */
        POWER_CUT_SYNC,
        /** The power is cut, with {@code durability=os}. */
        POWER_CUT_OS
    }

    /** What came of it: one line, and what is wrong. */
    record Result(String summary, List<String> wrong) {}

    /** Tortures, then judges. */
    Result run() {
        SplittableRandom random = new SplittableRandom(seed);
        Progress progress = new Progress(output, length.toSeconds());
        long end = System.nanoTime() + length.toNanos();
        BooleanSupplier over = () -> System.nanoTime() - end >= 0;
        String parameters = "?crash-max=1000&segment-jobs=" + SEGMENT_JOBS[random.nextInt(SEGMENT_JOBS.length)];
        switch (kind) {
            case PLAIN -> {
                String url = "chronicle:" + directory.resolve("queue") + parameters + "&max-backlog=2000&on-full=block";
                try (Victims victims = new Victims(directory, url, random, progress)) {
                    victims.start(0);
                    while (!over.getAsBoolean()) {
                        victims.strike();
                    }
                    victims.killAll();
                    return judge(victims, 0, new Oracle(), "");
                }
            }
            case FULL_DISK -> {
                try (LoopDisk disk = LoopDisk.mount(directory, MEGABYTES)) {
                    return fullDisk(disk, parameters, random, progress, over);
                }
            }
            default -> {
                try (LoopDisk disk = LoopDisk.mount(directory, MEGABYTES)) {
                    return powerCuts(disk, parameters, random, progress, over);
                }
            }
        }
    }

    private Result fullDisk(
            LoopDisk disk, String parameters, SplittableRandom random, Progress progress, BooleanSupplier over) {
        String url = "chronicle:" + disk.place().resolve("queue") + parameters + "&max-backlog=5000"
                + (random.nextBoolean() ? "&min-free=0" : "");
        try (Victims victims = new Victims(directory, url, random, progress)) {
            FullDisk full = new FullDisk(disk, victims, random, progress);
            full.torture(over);
            victims.killAll();
            return judge(victims, 0, new Oracle(), full.fills() + " times full, ");
        }
    }

    private Result powerCuts(
            LoopDisk disk, String parameters, SplittableRandom random, Progress progress, BooleanSupplier over) {
        boolean sync = kind == Kind.POWER_CUT_SYNC;
        String url = "chronicle:" + disk.place().resolve("queue") + parameters + "&max-backlog=20000&on-full=block"
                + (sync ? "&durability=sync" : "");
        try (Victims victims = new Victims(directory, url, random, progress)) {
            PowerCuts cuts = new PowerCuts(disk, victims, random, progress);
            int boot = cuts.torture(over);
            victims.killAll();
            Oracle oracle = new Oracle(sync, writtenBackWithin());
            cuts.moments().forEach(oracle::cut);
            return judge(victims, boot, oracle, cuts.moments().size() + " power cuts, ");
        }
    }

    /** How long the kernel keeps to itself what was written, at most. */
    private static Duration writtenBackWithin() {
        return LATENESS.plusMillis(10 * centiseconds("dirty_expire_centisecs"))
                .plusMillis(10 * centiseconds("dirty_writeback_centisecs"));
    }

    private static long centiseconds(String name) {
        try {
            // Of such a file only the first read gets anything, and that of Files.readString is for one byte.
            return Long.parseLong(
                    Files.readAllLines(Path.of("/proc/sys/vm", name)).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result judge(Victims victims, int boot, Oracle oracle, String happened) {
        Optional<Left> end = victims.finish(boot);
        victims.journals().forEach(written -> oracle.read(written.journal(), written.boot()));
        List<String> wrong = new ArrayList<>(oracle.verdict());
        wrong.addAll(victims.faults());
        if (end.isEmpty()) {
            wrong.add("nobody could finish what was left");
        }
        end.ifPresent(left -> {
            // Only a power cut can undo that the time of a delayed job was made to come.
            if (left.backlog() != (boot == 0 ? 0 : oracle.waiting())) {
                wrong.add("stuck: " + (left.backlog() - oracle.waiting()) + " jobs, and " + oracle.waiting() + " wait");
            }
            if (left.dead() > oracle.burials() + victims.kills()) {
                wrong.add("put aside without a cause: " + left.dead() + " jobs");
            }
            if (boot == 0) {
                wrong.addAll(oracle.miscounted(left));
            }
        });
        String stuck = end.map(left -> Long.toString(left.backlog() - oracle.waiting()))
                .orElse("unknown");
        String summary = "torture: " + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ", seed " + seed + ", "
                + TimeUnit.SECONDS.toMinutes(length.toSeconds()) + " min, " + victims.kills() + " kills, "
                + victims.freezes() + " freezes, " + happened + oracle.figures() + ", stuck " + stuck + ": "
                + (wrong.isEmpty() ? "ok" : wrong.size() + " faults");
        return new Result(summary, wrong);
    }
}
