package dev.muster.supervisor.trust;

import dev.muster.supervisor.spec.Secret;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What a file must be like to be taken for a secret. No state. */
public final class SecretRules {

    private SecretRules() {}

    /**
     * What is wrong with it, and the remedy, as far as this process may look: the master may be another user, and asks again.
     *
     * @param asPath it is read by the program itself, and may have any size
     */
    public static Optional<String> problem(Path file, boolean asPath) {
        try {
            return problem(file, FileFacts.of(file), asPath);
        } catch (NoSuchFileException missing) {
            return Optional.of(
                    "no such file: " + file + "; create it, for the master's user alone to read (chmod 0600)");
        } catch (AccessDeniedException hidden) {
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.of(file + " cannot be looked at: " + unreadable.getMessage());
        }
    }

    /** As {@link #problem(Path, boolean)}, of a file that is open. */
    public static Optional<String> problem(Path file, FileFacts facts, boolean asPath) {
        if (!facts.isRegular()) {
            return Optional.of(file + " is not a regular file; name the file itself");
        }
        if (facts.isOpenToAll() || facts.has(FileFacts.WRITABLE_BY_GROUP)) {
            String who = facts.isOpenToAll() ? "every user" : "more than its owner";
            String what = facts.isOpenToAll() && !facts.has(FileFacts.WRITABLE_BY_ALL) ? "read" : "written";
            return Optional.of(file + " may be " + what + " by " + who + " (mode " + facts.permissions()
                    + "); chmod 0600 it, or 0640 where its group is the master's");
        }
        if (!asPath && facts.size() > Secret.MOST_BYTES) {
            return Optional.of(file + " has " + facts.size() + " bytes, a secret at most " + Secret.MOST_BYTES
                    + "; keep what is larger in a file, and give the program its path: as = path");
        }
        return Optional.empty();
    }
}
