package dev.muster.supervisor.cli;

import dev.muster.worker.WorkerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks up what a page says in code: commands, keys of the configuration, and Java as it is written, with {@code ctx.} for a context. */
final class OurNames {

    private static final List<String> PACKAGES =
            List.of("dev.muster.worker", "dev.muster.queue", "dev.muster.concurrent");

    private static final List<String> OF_THE_JDK = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.nio",
            "java.nio.channels",
            "java.util",
            "java.util.concurrent",
            "java.util.stream");

    private static final Map<String, String> VARIABLES = Map.of(
            "ctx", "WorkerContext",
            "executor", "MeasuredExecutor",
            "pool", "ProcessPool",
            "tasks", "PeriodicTasks",
            "watcher", "Watcher");

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
    private static final Path KEYS = Path.of("../config/examples/every-key.conf");

    private final Commands commands = new Commands((home, options) -> {
        throw new IllegalStateException("nothing is run");
    });
    private final Map<String, Class<?>> ours = new HashMap<>();
    private final String keys;

    OurNames() {
        try {
            Path sdk = Path.of(WorkerContext.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(sdk)) {
                collect(sdk);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(sdk)) {
                    collect(jar.getPath("/"));
                }
            }
            keys = Files.readString(KEYS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void collect(Path classes) throws IOException {
        for (String each : PACKAGES) {
            try (Stream<Path> files = Files.list(classes.resolve(each.replace('.', '/')))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                        .flatMap(file -> publicType(each + "." + file.substring(0, file.length() - 6)).stream())
                        .forEach(type -> ours.put(type.getSimpleName(), type));
            }
        }
    }

    /**
     * What of a piece of code is not there.
     *
     * @param cell all code that stands beside it, whose types a call may mean
     */
    List<String> problems(String code, List<String> cell) {
        if (code.startsWith("muster ")) {
            String command = code.split(" ", -1)[1];
            return commands.find(command).isPresent() ? List.of() : List.of("no command " + command);
        }
        boolean isJava = code.contains("(") || code.startsWith(".") || Character.isUpperCase(code.charAt(0));
        return isJava ? java(code, cell) : configuration(code);
    }

    private List<String> configuration(String code) {
        List<String> problems = new ArrayList<>();
        if (code.endsWith(".conf")) {
            return problems;
        }
        String paths = code.replaceAll("= *[a-z]+", "").replaceAll("\\bmuster\\.", "");
        for (Matcher word = WORD.matcher(paths); word.find(); ) {
            boolean isExample = word.group().equals(word.group().toUpperCase(java.util.Locale.ROOT));
            String key = "(?m)(^|[\\s{.,])" + Pattern.quote(word.group()) + "\\s*([=.{]|\\+=)";
            if (!isExample && !Pattern.compile(key).matcher(keys).find()) {
                problems.add("no key " + word.group());
            }
        }
        return problems;
    }

    private List<String> java(String code, List<String> cell) {
        List<String> problems = new ArrayList<>();
        for (String expression : code.split(" - ", -1)) {
            chain(expression, cell, problems);
        }
        return problems;
    }

    /** Goes along {@code A.b(...).c(...)}: what each returns has the next. */
    private void chain(String expression, List<String> cell, List<String> problems) {
        Set<Class<?>> owners = new LinkedHashSet<>();
        List<String> links = links(expression);
        for (int i = 0; i < links.size(); i++) {
            String link = links.get(i);
            int open = link.indexOf('(');
            if (open < 0) {
                String type = i == 0 ? VARIABLES.getOrDefault(link, link) : link;
                owners.clear();
                type(type).ifPresentOrElse(owners::add, () -> problems.add("no type " + type));
            } else {
                String name = link.substring(0, open);
                owners = returned(name, i == 0 ? anyOf(cell) : owners, problems);
                argument(link.substring(open + 1, link.length() - 1), problems);
            }
        }
    }

    /** An argument that is a call of its own; others are names of variables. */
    private void argument(String argument, List<String> problems) {
        if (argument.contains("(")) {
            chain(argument, List.of(), problems);
        }
    }

    private static Set<Class<?>> returned(String name, Set<Class<?>> owners, List<String> problems) {
        Set<Class<?>> returned = new LinkedHashSet<>();
        for (Class<?> owner : owners) {
            for (Method method : owner.getMethods()) {
                if (method.getName().equals(name)) {
                    returned.add(method.getReturnType());
                }
            }
        }
        if (returned.isEmpty()) {
            problems.add("no method " + name + (owners.size() == 1 ? " of " + owners : ""));
        }
        return returned;
    }

    /** The types that a call without one may be of: those that the cell names, else any of ours. */
    private Set<Class<?>> anyOf(List<String> cell) {
        Set<Class<?>> types = new HashSet<>(ours.values());
        types.add(ExecutorService.class);
        cell.stream()
                .filter(code -> Character.isUpperCase(code.charAt(0)))
                .flatMap(code -> type(links(code).get(0)).stream())
                .forEach(types::add);
        return types;
    }

    private Optional<Class<?>> type(String name) {
        return Stream.concat(
                        Stream.ofNullable(ours.get(name)),
                        OF_THE_JDK.stream().flatMap(each -> publicType(each + "." + name).stream()))
                .findFirst();
    }

    private static Optional<Class<?>> publicType(String name) {
        try {
            Class<?> type = Class.forName(name, false, OurNames.class.getClassLoader());
            return Modifier.isPublic(type.getModifiers()) ? Optional.of(type) : Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** What stands between the points that are not within parentheses. */
    private static List<String> links(String expression) {
        List<String> links = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < expression.length(); i++) {
            char character = expression.charAt(i);
            depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            if (character == '.' && depth == 0) {
                links.add(expression.substring(from, i));
                from = i + 1;
            }
        }
        links.add(expression.substring(from));
        return Arrays.asList(links.stream().filter(link -> !link.isEmpty()).toArray(String[]::new));
    }
}
