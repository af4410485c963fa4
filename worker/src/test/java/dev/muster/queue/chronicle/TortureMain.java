package dev.muster.queue.chronicle;

import dev.muster.testkit.LoopDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** What {@code bench/torture} starts: a directory, seconds, a seed (0 for any), then what is to happen. */
final class TortureMain {

    private static final int MOST_SHOWN = 20;

    private static final int LONGEST = 20_000;

    private TortureMain() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        Duration length = Duration.ofSeconds(Long.parseLong(args[1]));
        long seed = Long.parseLong(args[2]);
        List<Torture.Kind> kinds = new ArrayList<>();
        for (String wanted : List.of(args).subList(3, args.length)) {
            kinds.addAll(
                    wanted.equals("--full-disk")
                            ? List.of(Torture.Kind.FULL_DISK)
                            : List.of(Torture.Kind.POWER_CUT_SYNC, Torture.Kind.POWER_CUT_OS));
        }
        if (kinds.isEmpty()) {
            kinds.add(Torture.Kind.PLAIN);
        } else if (!LoopDisk.isPossible()) {
            System.err.println(
                    "torture: --full-disk and --reboot mount a file by way of a loop device; run them as root");
            System.exit(2);
        }
        boolean fine = true;
        SplittableRandom seeds = new SplittableRandom(System.nanoTime());
        for (Torture.Kind kind : kinds) {
            Path place = Files.createDirectory(directory.resolve(kind.name().toLowerCase(Locale.ROOT)));
            long own = seed == 0 ? seeds.nextLong() >>> 1 : seed;
            Torture.Result result =
                    new Torture(kind, place, length.dividedBy(kinds.size()), own, System.err::println).run();
            result.wrong().stream()
                    .limit(MOST_SHOWN)
                    .forEach(fault -> System.err.println("torture: " + shortened(fault)));
            System.out.println(result.summary());
            fine &= result.wrong().isEmpty();
        }
        System.exit(fine ? 0 : 1);
    }

    private static String shortened(String fault) {
        return fault.length() <= LONGEST ? fault : fault.substring(0, LONGEST) + " ...";
    }
}
