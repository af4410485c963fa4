package dev.muster.supervisor.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a directory of the master's is a place where nobody else can put, take or exchange anything. No state. */
public final class OwnDirectory {

    private static final int OTHERS = FileFacts.WRITABLE_BY_GROUP | FileFacts.WRITABLE_BY_ALL;

    /** What the kernel calls the owner of what belongs to somebody outside of this user namespace, root above all. */
    private static final int OUTSIDE = 65534;

    private OwnDirectory() {}

    /** What is wrong with it, and the remedy. A link to it is followed, if nobody else could have put it there. */
    public static Optional<String> problem(Path directory) throws IOException {
        Path named = directory.toAbsolutePath().normalize();
        Path real = named.toRealPath();
        for (Path path : List.of(named, real)) {
            for (Path above = path; above != null; above = above.getParent()) {
                Optional<String> problem = Ground.foreignLink(above);
                if (problem.isEmpty() && !above.equals(path)) {
                    problem = above(above, FileFacts.of(above));
                }
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return itself(real, FileFacts.of(real));
    }

    static Optional<String> itself(Path directory, FileFacts facts) {
        if (!Owner.isTrusted(facts.uid())) {
            return Optional.of(directory + " belongs to uid " + facts.uid() + " and not to the master's user (uid "
                    + Owner.ours() + "); run the master as that user, or chown it");
        }
        return facts.has(OTHERS)
                ? Optional.of(directory + " may be written by others (mode " + facts.permissions() + "); chmod go-w it")
                : Optional.empty();
    }

    /** A group that may write, as Ubuntu's /var/log has one, was given that right by the owner. */
    private static Optional<String> above(Path directory, FileFacts facts) {
        if (!Owner.isTrusted(facts.uid()) && facts.uid() != OUTSIDE) {
            return Optional.of(directory + " belongs to uid " + facts.uid()
                    + ", who could exchange what is in it; choose a directory below root's or the master's user's own");
        }
        return facts.has(FileFacts.WRITABLE_BY_ALL) && !facts.isSticky()
                ? Optional.of(directory + " may be written by everybody (mode " + facts.permissions()
                        + "), who could exchange what is in it; chmod o-w it")
                : Optional.empty();
    }
}
