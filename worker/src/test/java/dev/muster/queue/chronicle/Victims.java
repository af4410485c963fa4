package dev.muster.queue.chronicle;

import dev.muster.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Producers, consumers, a mover and a master's ledger in JVMs of their own, killed with -9 or frozen at random moments, sometimes all
 * at once. Whoever dies of anything else, and whoever does not get on, is noted. Confined to a thread.
 */
final class Victims implements AutoCloseable {

    /** To whom the mover's clock belongs, every delay is over. */
    static final Duration LATER = Duration.ofHours(1);

    private static final Duration STALL = Duration.ofSeconds(30);

    private static final int STACK_LINES = 40;

    /** A journal, and the boot in which it was written. */
    record Written(Path journal, int boot) {}

    private static final class Victim {
        final String role;

        @Nullable
        Child child;

        Victim(String role) {
            this.role = role;
        }
    }

    private final Path directory;
    private final String url;
    private final SplittableRandom random;
    private final List<Victim> all = new ArrayList<>();
    private final List<Written> journals = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final Progress progress;
    private int boot;
    private int producers;
    private int kills;
    private int freezes;
    private long handled;
    private long handledAt = System.nanoTime();

    /**
     * @param directory for journals and what they say
     * @param url of the queue
     */
    Victims(Path directory, String url, SplittableRandom random, Progress progress) {
        this.directory = directory;
        this.url = url;
        this.random = random;
        this.progress = progress;
        List.of("vary", "vary", "consume", "consume", "consume", "move", "tend")
                .forEach(role -> all.add(new Victim(role)));
    }

    /** Starts those who do not run. */
    void start(int inBoot) {
        boot = inBoot;
        for (Victim victim : all) {
            if (victim.child == null) {
                victim.child = start(victim.role);
            }
        }
        handledAt = System.nanoTime();
    }

    private Child start(String role) {
        List<String> flags = List.of("-Dmuster.boot-id=boot-" + boot);
        List<String> arguments =
                switch (role) {
                    case "vary" -> List.of(url, "-", "p" + producers++, "100000000");
                    case "move" -> List.of(url, "-", LATER.toString());
                    // It puts a last job, however many wait for a time that a power cut has put back.
                    case "finish" ->
                        List.of(url.replaceFirst("max-backlog=\\d+", "max-backlog=1000000"), "-", LATER.toString());
                    case "tend" ->
                        List.of(QueueUrl.parse("torture", url).directory().toString(), "-");
                    default -> List.of(url, "-");
                };
        Child child = Child.start(directory, role, flags, arguments);
        journals.add(new Written(child.journal(), boot));
        return child;
    }

    /** Waits until a job has been put and one has been settled since the start. */
    void awaitWork() {
        try {
            Await.until("somebody works", () -> any("vary", "put ") && any("consume", "end "));
        } catch (AssertionError e) {
            wrong.add("in boot " + boot + " " + e.getMessage() + threads());
        }
        handledAt = System.nanoTime();
    }

    private boolean any(String role, String line) {
        return all.stream()
                .anyMatch(victim -> victim.role.equals(role)
                        && victim.child != null
                        && Journal.lines(victim.child.journal()).stream().anyMatch(said -> said.startsWith(line)));
    }

    /** Waits a moment, then kills somebody, or freezes him for a while. */
    void strike() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(50, 800)));
        watch();
        progress.tell(this);
        boolean everybody = random.nextInt(20) == 0;
        Victim chosen = all.get(random.nextInt(all.size()));
        Child child = chosen.child;
        if (child == null) {
            chosen.child = start(chosen.role);
        } else if (everybody) {
            all.forEach(this::kill);
            all.forEach(victim -> victim.child = start(victim.role));
        } else if (random.nextInt(4) == 0) {
            freeze(child, random.nextInt(20, 600));
        } else if (random.nextInt(10) == 0 || child.hasWorked()) {
            kill(chosen); // while it starts, too, but not most of the time
            if (random.nextInt(10) > 0) {
                chosen.child = start(chosen.role); // or once it is chosen again
            }
        }
    }

    private void kill(Victim victim) {
        Child child = victim.child;
        if (child != null) {
            check(victim.role, child);
            child.kill();
            victim.child = null;
            kills++;
        }
    }

    private void check(String role, Child child) {
        if (!child.isAlive() && wrong.size() < 20) {
            wrong.add("a JVM ended by itself: " + role + ", exit status " + child.exitStatus() + ", " + child.output());
        }
    }

    /** Stops a process without killing it: nobody may take its jobs or its lock. */
    private void freeze(Child child, int millis) {
        child.signal("STOP");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        child.signal("CONT");
        freezes++;
    }

    /** Notes who ended, and what everybody does when consumers have handled nothing for long and not found that there is nothing. */
    private void watch() {
        for (Victim victim : all) {
            Child child = victim.child;
            if (child != null && !child.isAlive()) {
                check(victim.role, child);
                victim.child = null;
            }
        }
        long now = written("consume");
        if (now != handled) {
            handled = now;
            handledAt = System.nanoTime();
        } else if (System.nanoTime() - handledAt > STALL.toNanos() && wrong.size() < 20) {
            handledAt = System.nanoTime();
            wrong.add("no consumer moved for " + STALL + threads());
        }
    }

    /** What everybody does in our code. */
    private String threads() {
        StringBuilder dumps = new StringBuilder();
        for (Victim victim : all) {
            Child child = victim.child;
            if (child != null) {
                String[] threads = child.threads().split("\n\n", -1);
                dumps.append("\n== ").append(child.pid()).append(' ').append(victim.role);
                Stream.of(threads)
                        .filter(thread -> thread.contains("dev.muster"))
                        .forEach(thread -> dumps.append('\n').append(thread));
            }
        }
        return dumps.toString();
    }

    /** How much those with a role have written. */
    private long written(String role) {
        return journals.stream()
                .filter(written -> written.journal().getFileName().toString().startsWith(role))
                .mapToLong(written -> written.journal().toFile().length())
                .sum();
    }

    /** Stops them all where they are. */
    void freezeAll() {
        all.forEach(victim -> {
            if (victim.child != null) {
                victim.child.signal("STOP");
            }
        });
    }

    /** The producers that run. */
    List<Child> producers() {
        return all.stream()
                .filter(victim -> victim.role.equals("vary") && victim.child != null)
                .map(victim -> victim.child)
                .toList();
    }

    /** Kills them all, for a cause that is not theirs: whoever died of it in that moment is nobody's fault. */
    void cutOff() {
        all.forEach(victim -> {
            if (victim.child != null) {
                victim.child.kill();
                victim.child = null;
            }
        });
    }

    /** Kills them all. */
    void killAll() {
        all.forEach(this::kill);
    }

    /** Lets one more process do all that is left. */
    Optional<Left> finish(int inBoot) {
        boot = inBoot;
        Child child = start("finish");
        try {
            child.join();
            if (child.exitStatus() != 0) {
                wrong.add("what was left could not be done, exit status " + child.exitStatus() + ", " + child.output());
            }
        } finally {
            child.kill();
        }
        List<String> lines = Journal.lines(child.journal());
        lines.stream().filter(line -> line.startsWith("problem ")).forEach(wrong::add);
        return lines.stream()
                .filter(line -> line.startsWith("left "))
                .findFirst()
                .map(Left::parse);
    }

    void note(String fault) {
        wrong.add(fault);
    }

    /** What went wrong besides what the oracle finds in the journals. */
    List<String> faults() {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> found = new ArrayList<>(wrong);
            files.filter(file -> file.getFileName().toString().startsWith(Child.CRASH_FILE))
                    .forEach(file -> found.add("a JVM crashed: " + stack(file)));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a JVM says of where it crashed. */
    private static String stack(Path report) {
        return Journal.lines(report).stream()
                .dropWhile(line -> !line.startsWith("siginfo") && !line.startsWith("Stack:"))
                .limit(STACK_LINES)
                .collect(Collectors.joining("\n", report + "\n", ""));
    }

    List<Written> journals() {
        return journals;
    }

    int kills() {
        return kills;
    }

    int freezes() {
        return freezes;
    }

    @Override
    public void close() {
        all.forEach(victim -> {
            if (victim.child != null) {
                victim.child.kill();
            }
        });
    }
}
