package dev.muster.supervisor.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** What the kernel knows of a file. Immutable. */
public record FileFacts(int mode, int uid, int links, long size) {

    public static final int WRITABLE_BY_GROUP = 0020;
    public static final int WRITABLE_BY_ALL = 0002;
    private static final int FOR_ALL = 0007;
    private static final int STICKY = 01000;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int FIFO = 0010000;
    private static final int LINK = 0120000;
    private static final int PERMISSIONS = 07777;

    /** Of what the name leads to, links followed unless told otherwise. */
    public static FileFacts of(Path path, LinkOption... options) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, "unix:mode,uid,nlink,size", options);
        return new FileFacts(
                (int) number(facts, "mode"),
                (int) number(facts, "uid"),
                (int) number(facts, "nlink"),
                number(facts, "size"));
    }

    /** Of an open file, whatever has its name by now. */
    public static FileFacts ofDescriptor(int number) throws IOException {
        return of(Path.of("/proc/self/fd", Integer.toString(number)));
    }

    private static long number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Number number ? number.longValue() : 0;
    }

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    public boolean isFifo() {
        return (mode & TYPE) == FIFO;
    }

    public boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    /** Whether any of these bits is set. */
    public boolean has(int bits) {
        return (mode & bits) != 0;
    }

    /** Whether everybody may do anything with it. */
    boolean isOpenToAll() {
        return has(FOR_ALL);
    }

    /** As chmod(1) writes it. */
    public String permissions() {
        return String.format("%04o", mode & PERMISSIONS);
    }
}
