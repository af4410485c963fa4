package dev.muster.supervisor.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Whether others can put something else under a name, which takes to write one of the directories above it. No state. */
public final class Ground {

    private static final int OTHERS = FileFacts.WRITABLE_BY_GROUP | FileFacts.WRITABLE_BY_ALL;

    private Ground() {}

    /**
     * What lets others exchange what a path leads to, and the remedy; empty when nothing does. Root and this process's user are no others.
     *
     * @param path of a file or directory that need not be there; links on the way are looked at on both sides
     */
    public static Optional<String> problem(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path directory = absolute.getParent();
        if (directory == null) {
            return Optional.empty();
        }
        Optional<String> named = foreignLink(absolute);
        if (named.isEmpty()) {
            named = above(absolute);
        }
        return named.isPresent() ? named : above(directory.toRealPath().resolve("any"));
    }

    private static Optional<String> above(Path path) throws IOException {
        for (Path at = path.getParent(); at != null; at = at.getParent()) {
            Optional<String> problem = foreignLink(at);
            if (problem.isEmpty()) {
                problem = directory(at, FileFacts.of(at));
            }
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /** Where it is sticky, everybody may still make a new name. */
    static Optional<String> foreignLink(Path path) throws IOException {
        if (!Files.isSymbolicLink(path)) {
            return Optional.empty();
        }
        int uid = FileFacts.of(path, LinkOption.NOFOLLOW_LINKS).uid();
        return Owner.isTrusted(uid)
                ? Optional.empty()
                : Optional.of(path + " is a link that uid " + uid + " has made; name what is really meant");
    }

    /** Who else may put things into a directory; nobody may take away those of others where it is sticky. */
    static Optional<String> directory(Path directory, FileFacts facts) {
        if (!Owner.isTrusted(facts.uid())) {
            return Optional.of(directory + " belongs to uid " + facts.uid()
                    + ", who could put something else there; use a directory of root's or of the master's user");
        }
        if (facts.has(OTHERS) && !facts.isSticky()) {
            return Optional.of(directory + " may be written by others (mode " + facts.permissions()
                    + "), who could put something else there; chmod go-w it");
        }
        return Optional.empty();
    }
}
