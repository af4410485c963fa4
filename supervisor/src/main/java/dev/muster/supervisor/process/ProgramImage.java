package dev.muster.supervisor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program that this process executes, and how it is replaced by another one: same pid, same children. No state. */
public final class ProgramImage {

    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int FIRST_OF_OURS = 3;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private ProgramImage() {}

    /** The words that this process was started with. */
    public static List<String> commandLine() {
        return read("cmdline");
    }

    /** Strings that each end with a NUL. */
    private static List<String> read(String file) {
        try {
            String text = Files.readString(Path.of("/proc/self", file), StandardCharsets.UTF_8);
            List<String> strings = List.of(text.split("\0", -1));
            return strings.subList(0, strings.size() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/self/" + file, e);
        }
    }

    /**
     * Replaces the program, with the environment that this one was started with. All descriptors but 0 to 2 are closed, all threads end
     * but the calling one; a child keeps its parent, and one that is to end with its parent's thread lives on when that is this one.
     *
     * @throws NativeException when there is no such program; then nothing has happened but that descriptors are not inherited any more
     */
    public static void replace(List<String> words) {
        closeAllWithTheProgram();
        CStringArray.Builder arguments = new CStringArray.Builder();
        words.forEach(arguments::add);
        CStringArray.Builder environment = new CStringArray.Builder();
        read("environ").forEach(environment::add);
        try (CStringArray argv = arguments.build();
                CStringArray envp = environment.build()) {
            NativeException.check(
                    Libc.execve(Libc.cString(words.get(0)), argv.address(), envp.address()), "execute " + words.get(0));
        }
    }

    /** The Java library opens its files for children, too. */
    private static void closeAllWithTheProgram() {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                int number = Integer.parseInt(descriptor.getFileName().toString());
                if (number >= FIRST_OF_OURS) {
                    Libc.fcntl(number, F_SETFD, FD_CLOEXEC);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + DESCRIPTORS, e);
        }
    }
}
