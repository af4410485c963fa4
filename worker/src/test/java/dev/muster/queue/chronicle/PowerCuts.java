package dev.muster.queue.chronicle;

import dev.muster.testkit.LoopDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Cuts the power of a queue's disk under its processes and goes on with what had reached the disk, as another boot. What had is up to
 * the kernel, and to chance: of some files some parts are written back shortly before. Confined to a thread.
 */
final class PowerCuts {

    private static final int MOST_PARTS = 40;
    private static final int PAGE = 4096;

    /** So many boots come before a long one, in a short run, too. */
    private static final int SHORT_BOOTS = 3;

    private final LoopDisk disk;
    private final Victims victims;
    private final SplittableRandom random;
    private final Progress progress;
    private final Map<Integer, Long> moments = new TreeMap<>();

    PowerCuts(LoopDisk disk, Victims victims, SplittableRandom random, Progress progress) {
        this.disk = disk;
        this.victims = victims;
        this.random = random;
        this.progress = progress;
    }

    /** Returns the last boot, which goes on. */
    int torture(BooleanSupplier over) {
        int boot = 1;
        while (true) {
            victims.start(boot);
            live(over);
            if (over.getAsBoolean() && !moments.isEmpty()) {
                return boot;
            }
            moments.put(boot++, cut());
            progress.more(moments.size() + " power cuts, ");
        }
    }

    /** Until the next cut: at times not even long enough to start, at times longer than the kernel keeps anything to itself. */
    private void live(BooleanSupplier over) {
        int dice = random.nextInt(20);
        if (dice < 4) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300, 2000)));
            return;
        }
        if (dice < 16) {
            victims.awaitWork(); // on a busy machine, too, or there would be nothing to lose
        }
        long seconds = dice < 18 || moments.size() < SHORT_BOOTS ? random.nextInt(2, 9) : random.nextInt(20, 60);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!over.getAsBoolean() && System.nanoTime() - end < 0) {
            victims.strike();
        }
    }

    private long cut() {
        int dice = random.nextInt(4);
        if (dice == 0) {
            writeBackSome();
        }
        if (dice < 3) {
            victims.freezeAll(); // or they run on without power for a moment
        }
        if (dice == 1) {
            writeBackSome();
        }
        long moment = System.nanoTime();
        disk.cut();
        victims.cutOff();
        disk.restart();
        return moment;
    }

    private void writeBackSome() {
        List<Path> files = files();
        int parts = files.isEmpty() ? 0 : random.nextInt(MOST_PARTS);
        for (int i = 0; i < parts; i++) {
            Path file = files.get(random.nextInt(files.size()));
            long pages = file.toFile().length() / PAGE + 1;
            long first = random.nextInt(3) == 0 ? 0 : random.nextLong(pages);
            long count = random.nextInt(3) == 0 ? pages : random.nextLong(1, 16);
            try {
                disk.writeBack(file, first * PAGE, count * PAGE);
            } catch (IllegalStateException e) {
                // Removed in the meantime.
            }
        }
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(disk.place())) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // somebody removes directories
        }
    }

    /** When the power was cut, by boot. */
    Map<Integer, Long> moments() {
        return moments;
    }
}
