package dev.muster.supervisor.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks through a file and what it includes for what the HOCON parser lets pass: names given twice, required files that are missing. */
final class HoconFiles {

    private static final List<String> SUFFIXES = List.of("", ".conf", ".json", ".properties");

    private final Problems problems;
    private final Set<Path> seen = new HashSet<>();

    HoconFiles(Problems problems) {
        this.problems = problems;
    }

    /** Reports problems of the file and, below it, of everything that can be found of its includes. */
    void look(Path file) {
        look(file, List.of());
    }

    /** What a file that ends too early has not closed. */
    static Optional<String> stillOpen(Path file) {
        try {
            return HoconOutline.of(Files.readString(file, StandardCharsets.UTF_8))
                    .stillOpen();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private void look(Path file, List<String> prefix) {
        if (!seen.add(file)) {
            return; // A file that includes itself is refused by the parser.
        }
        HoconOutline outline;
        try {
            outline = HoconOutline.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            problems.add(new Problem(file.toString(), 0, "", "cannot be read as UTF-8 text"));
            return;
        }
        duplicates(file, prefix, outline);
        for (HoconOutline.Include include : outline.includes()) {
            Path included = included(file, include.name());
            if (Files.isRegularFile(included)) {
                look(included, joined(prefix, include.path()));
            } else if (include.required()) {
                problems.add(new Problem(file.toString(), include.line(), "include", "no such file: " + included));
            }
        }
    }

    private void duplicates(Path file, List<String> prefix, HoconOutline outline) {
        Map<List<String>, Integer> first = new HashMap<>();
        for (HoconOutline.Opened block : outline.opened()) {
            List<String> path = joined(prefix, block.path());
            boolean named = path.size() == 3
                    && path.get(0).equals("muster")
                    && (path.get(1).equals("services") || path.get(1).equals("queues"));
            Integer before = named ? first.putIfAbsent(path, block.line()) : null;
            if (before != null) {
                String message = "duplicate name; line " + before + " defines it already";
                problems.add(new Problem(file.toString(), block.line(), String.join(".", path), message));
            }
        }
    }

    /** Where the parser looks for an include; the plain name when there is nothing. */
    private static Path included(Path file, String name) {
        for (String suffix : SUFFIXES) {
            Path candidate = file.resolveSibling(name + suffix);
            if (Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        return file.resolveSibling(name);
    }

    private static List<String> joined(List<String> prefix, List<String> path) {
        List<String> joined = new ArrayList<>(prefix);
        joined.addAll(path);
        return joined;
    }
}
