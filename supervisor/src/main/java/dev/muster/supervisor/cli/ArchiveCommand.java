package dev.muster.supervisor.cli;

import dev.muster.supervisor.archive.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code muster archive}: keeps what the JVM makes of this program's classes beside its jars, where {@code bin/muster} finds it. A master
 * and a client each do their usual work once, in a home of their own, and leave their archive when they end.
 */
final class ArchiveCommand implements Command {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long LOOK_NANOS = 50_000_000;
    /**
     * As of Java 24 an archive is made of what a run has recorded. Before, the master's run leaves it, on top of the JDK's own; a client's
     * is one of its own, of the classes that a few commands load, because only such a one has a heap with the graph of modules in it.
     */
    private static final boolean RECORDED = Runtime.version().feature() >= 24;

    private static final String SUFFIX = RECORDED ? ".aot" : ".jsa";
    private static final String CLIENT = "client" + SUFFIX;
    private static final String MASTER = "master" + SUFFIX;
    /** Where the installation stood then: {@code bin/muster} uses no archive of another place. */
    private static final String PLACE = "made-for";

    private static final String FLEET = "muster.services.archived { command = [sleep, infinity] }\n";

    private static final List<List<String>> EVERY_DAY = List.of(
            List.of("status"),
            List.of("status", "--json"),
            List.of("restart", "archived"),
            List.of("logs", "archived"),
            List.of("events"),
            List.of("version"));

    private static final String LIST = "--list";

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "make none; show those that the master has made of its workers' classes", LIST);
        Options.flag(spec, "with --list, one JSON object a line", Options.JSON);
        spec.usageMessage()
                .footer(
                        "With it commands start in half of the time, the master in two thirds. It fits one installation and one JDK;",
                        "where it does not, the JVM ignores it. MUSTER_ARCHIVE=off starts without.");
    }

    @Override
    public int run(Invocation invocation) {
        if (invocation.has(LIST)) {
            return ArchiveListing.print(invocation);
        }
        if (invocation.has(Options.JSON)) {
            throw CommandFailed.usage("--json is for --list");
        }
        Path install = Path.of(System.getProperty("muster.install"));
        Path archives = install.resolve("lib").resolve("archive").resolve(System.getProperty("java.version"));
        try {
            Files.createDirectories(archives);
            Path scratch = Files.createTempDirectory("muster-archive");
            try {
                new Rehearsal(install, scratch).run();
                Files.writeString(archives.resolve(PLACE), install + "\n");
                for (String archive : List.of(CLIENT, MASTER)) {
                    put(scratch.resolve(archive), archives.resolve(archive));
                }
                Optional<Path> library = NativeLibrary.unpack(install, scratch);
                if (library.isPresent()) {
                    Path place = archives.resolve(library.get());
                    Files.createDirectories(Objects.requireNonNull(place.getParent()));
                    put(scratch.resolve(library.get()), place);
                }
            } finally {
                Trees.delete(scratch);
            }
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, "no archive was made in " + archives + ": " + e);
        }
        invocation.terminal().message("the classes of muster and of this JDK are archived in " + archives);
        return Exit.OK;
    }

    /** As a whole: a JVM may be mapping the one that is replaced. */
    private static void put(Path made, Path place) throws IOException {
        Path copy = Files.createTempFile(Objects.requireNonNull(place.getParent()), "archive", ".new");
        Files.copy(made, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(copy, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A fleet that lives for a moment. One thread. */
    private static final class Rehearsal {
        private final Path install;
        private final Path scratch;
        private final List<Process> started = new ArrayList<>();

        Rehearsal(Path install, Path scratch) {
            this.install = install;
            this.scratch = scratch;
        }

        void run() throws IOException {
            Path configuration = Files.writeString(scratch.resolve("muster.conf"), FLEET);
            try {
                Process master = start(leaves(MASTER), "daemon", "--config", configuration.toString());
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (end(start(List.of(), "wait", "archived")) != Exit.OK) {
                    if (!master.isAlive() || System.nanoTime() > deadline) {
                        throw new IOException("the master did not come up: " + said());
                    }
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                boolean done = (RECORDED ? end(start(leaves(CLIENT), "status")) == Exit.OK : useful())
                        && end(start(List.of(), "shutdown", "--no-wait")) == Exit.OK
                        && end(master) == Exit.OK
                        && (RECORDED ? create(CLIENT, "status") && create(MASTER, "daemon") : dump());
                if (!done || Files.notExists(scratch.resolve(CLIENT)) || Files.notExists(scratch.resolve(MASTER))) {
                    throw new IOException("the JVM wrote none: " + said());
                }
            } finally {
                started.forEach(Process::destroy);
            }
        }

        /** Commands as they are given every day, each of which leaves the list of its classes. */
        private boolean useful() throws IOException {
            for (int i = 0; i < EVERY_DAY.size(); i++) {
                List<String> words = EVERY_DAY.get(i);
                List<String> list = List.of("-XX:DumpLoadedClassList=" + scratch.resolve("classes." + i));
                if (end(start(list, words.toArray(String[]::new))) != Exit.OK) {
                    return false;
                }
            }
            return true;
        }

        private boolean dump() throws IOException {
            Set<String> classes = new LinkedHashSet<>();
            for (int i = 0; i < EVERY_DAY.size(); i++) {
                classes.addAll(Files.readAllLines(scratch.resolve("classes." + i)));
            }
            Path list = Files.write(scratch.resolve("classes"), classes);
            List<String> options = List.of(
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + list,
                    "-XX:SharedArchiveFile=" + scratch.resolve(CLIENT));
            return end(start(options, "status")) == Exit.OK;
        }

        private String said() throws IOException {
            String text = Files.readString(scratch.resolve("said"));
            return text.substring(Math.max(0, text.length() - 1000)).strip();
        }

        /** The options that make a JVM leave an archive, or the record of one. */
        private List<String> leaves(String archive) {
            Path file = scratch.resolve(archive);
            return RECORDED
                    ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + file + ".record")
                    : List.of("-XX:ArchiveClassesAtExit=" + file);
        }

        /** With the options of a role, but it does not come to the command. */
        private boolean create(String archive, String word) throws IOException {
            Path file = scratch.resolve(archive);
            List<String> options =
                    List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + file + ".record", "-XX:AOTCache=" + file);
            return end(start(options, word)) == Exit.OK;
        }

        private Process start(List<String> jvmOptions, String... words) throws IOException {
            List<String> command = new ArrayList<>(
                    List.of(install.resolve("bin").resolve("muster").toString()));
            command.addAll(List.of(words));
            command.addAll(List.of("--home", scratch.resolve("home").toString()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            scratch.resolve("said").toFile()));
            builder.environment().put("MUSTER_ARCHIVE", "making");
            builder.environment().put("MUSTER_JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("MUSTER_JVM_OPTIONS", String.join(" ", jvmOptions));
            Process process = builder.start();
            started.add(process);
            return process;
        }

        private static int end(Process process) {
            try {
                return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : Exit.TIMED_OUT;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            }
        }
    }
}
