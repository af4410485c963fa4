package dev.muster.supervisor.config;

import dev.muster.supervisor.spec.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service executes: {@code main} with {@code classpath}, {@code jar}, or {@code command}. */
final class ProgramReader {

    private static final List<String> KINDS = List.of("main", "jar", "command");
    private static final List<String> JVM_KEYS = List.of("java-home", "jvm-options", "heap");
    private static final Pattern CLASS_NAME =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*([.][\\p{L}_$][\\p{L}\\p{N}_$]*)*");
    private static final Pattern HEAP = Pattern.compile("([0-9]{1,15})([kKmMgGtT]?)(?:(?<=[KMGT])iB)?");
    private static final long LEAST_HEAP = 2L << 20; // below this a JVM refuses -Xmx
    private static final long MOST_HEAP = 16L << 40;

    private final Surroundings surroundings;

    ProgramReader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Program read(Block block) {
        Optional<String> main = block.text("main");
        Optional<Path> jar = block.text("jar").map(surroundings::resolve);
        List<String> command = command(block);
        List<String> classpath = classpath(block);
        Program.Jvm jvm = jvm(block);
        List<String> given =
                KINDS.stream().filter(kind -> block.value(kind).isPresent()).toList();
        if (given.size() != 1) {
            String found = given.isEmpty() ? "there is none" : "not " + String.join(" and ", given);
            block.wrong("needs exactly one of main, jar and command; " + found);
        } else {
            checkFitting(block, given.get(0));
        }
        if (jar.isPresent()) {
            checkJar(block, jar.get());
            return new Program.Jar(jar.get(), jvm);
        }
        if (!command.isEmpty()) {
            return new Program.Command(command);
        }
        main.filter(name -> !CLASS_NAME.matcher(name).matches())
                .ifPresent(name -> block.wrong("main", "must be the full name of a class, not \"" + name + "\""));
        return new Program.MainClass(main.orElse(""), classpath, jvm);
    }

    /** Refuses what would be ignored. Defaults may hold JVM keys for services of all kinds. */
    private static void checkFitting(Block block, String kind) {
        if (!kind.equals("main") && block.isOwn("classpath")) {
            block.wrong("classpath", "only goes with main, not with " + kind);
        }
        for (String key : JVM_KEYS) {
            if (kind.equals("command") && block.isOwn(key)) {
                block.wrong(key, "only goes with main or jar; with command, write it into the command");
            }
        }
    }

    private List<String> command(Block block) {
        if (block.value("command").isEmpty()) {
            return List.of();
        }
        List<String> argv = new ArrayList<>(block.texts("command", false));
        if (argv.isEmpty() || argv.get(0).isBlank()) {
            block.wrong(
                    "command", "must be a list that starts with a program, such as [sleep, 60]; no shell splits it");
            return List.of("false");
        }
        // A plain name is looked up in PATH; a relative path would otherwise depend on the working directory.
        if (argv.get(0).indexOf('/') > 0) {
            argv.set(0, surroundings.resolve(argv.get(0)).toString());
        }
        return argv;
    }

    private List<String> classpath(Block block) {
        List<String> entries = block.texts("classpath", true);
        Classpath classpath = new Classpath();
        if (block.value("classpath").isEmpty()) {
            classpath.add(surroundings.home().install().resolve("examples") + "/*");
            return classpath.entries();
        }
        for (String entry : entries) {
            String path = surroundings.resolve(entry).toString();
            if (!classpath.add(path)) {
                block.wrong("classpath", "no such file or directory: " + path);
            }
        }
        return classpath.entries();
    }

    private Program.Jvm jvm(Block block) {
        Optional<Path> home = block.text("java-home").map(surroundings::resolve);
        if (home.isPresent() && !Files.isExecutable(home.get().resolve("bin/java"))) {
            block.wrong("java-home", "there is no bin/java in " + home.get());
        }
        return new Program.Jvm(home, block.texts("jvm-options", false), heap(block));
    }

    private static Optional<String> heap(Block block) {
        Optional<String> heap = block.text("heap");
        if (heap.isPresent() && !heap.get().equals(Program.Jvm.AUTO) && !isHeap(heap.get())) {
            block.wrong(
                    "heap",
                    "must be auto, or a size as -Xmx takes it, from 2m to 16t, such as 256m or 256MiB, not \""
                            + heap.get() + "\"");
            return Optional.empty();
        }
        return heap.map(text ->
                text.endsWith("iB") ? text.substring(0, text.length() - 2).toLowerCase(Locale.ROOT) : text);
    }

    private static boolean isHeap(String text) {
        Matcher matcher = HEAP.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        int power = " kmgt"
                .indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2).toLowerCase(Locale.ROOT));
        long number = Long.parseLong(matcher.group(1));
        return number <= MOST_HEAP >> (10 * power) && number << (10 * power) >= LEAST_HEAP;
    }

    private static void checkJar(Block block, Path jar) {
        if (!Files.isRegularFile(jar)) {
            block.wrong("jar", "no such file: " + jar);
        }
    }
}
