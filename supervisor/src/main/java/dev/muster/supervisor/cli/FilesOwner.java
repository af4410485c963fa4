package dev.muster.supervisor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who may use the files that workers share without spoiling them. Pure functions of the file system. */
final class FilesOwner {
    private static final String ROOT = "root";

    private FilesOwner() {}

    /**
     * Files made by another user, root above all, would be closed to the workers.
     *
     * @param what such as {@code queue numbers}
     * @param command the one to run as the owner
     */
    static void require(String what, String command, Path directory, boolean rootMayToo) {
        try {
            Path place = directory;
            while (Files.notExists(place) && place.getParent() != null) {
                place = place.getParent();
            }
            String owner = Files.getOwner(place).getName();
            String us = System.getProperty("user.name");
            boolean may = owner.equals(us) || (rootMayToo && ROOT.equals(us));
            // Above what is yet to be made there are root's directories sooner or later.
            boolean above = !place.equals(directory) && owner.equals(ROOT);
            if (!may && !above) {
                throw new CommandFailed(
                        Exit.FAILED,
                        what + ": " + place + " belongs to user " + owner + ", and this is user " + us
                                + ": run the command as " + owner + " (sudo -u " + owner + " muster " + command
                                + " ...)");
            }
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, unusable(what, directory, new UncheckedIOException(e)));
        }
    }

    /** What to say when files cannot be used. */
    static String unusable(String what, Path directory, UncheckedIOException e) {
        IOException cause = e.getCause();
        if (cause instanceof AccessDeniedException) {
            return what + ": user " + System.getProperty("user.name") + " may not read and write " + cause.getMessage()
                    + ": run the command as the user of the workers";
        }
        return what + ": " + directory + " cannot be used: " + (cause == null ? e : cause);
    }
}
