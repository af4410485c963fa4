package dev.muster.supervisor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds processes by the environment in which they were started. What a master that was killed between a spawn and its writing that
 * down has started can be found in no other way. Thread-safe.
 */
public final class Survivors {

    private static final Path PROC = Path.of("/proc");

    private Survivors() {}

    /**
     * A live process.
     *
     * @param group the process group, which is the pid of its leader
     * @param variables of its environment, as far as they were asked for
     */
    public record Survivor(int pid, int uid, long startTicks, int group, int session, Map<String, String> variables) {

        /** Whether it runs as this user, or as ourselves: anybody can start a process with the environment of a worker. */
        public boolean runsAs(Optional<String> user) {
            try {
                return uid == (user.isPresent() ? Account.named(user.get()).uid() : Libc.getuid());
            } catch (SpawnException noSuchUser) {
                return false;
            }
        }

        /** Whether this is one of the words of its command line. */
        public boolean isCalledWith(String word) {
            try {
                byte[] line =
                        Files.readAllBytes(PROC.resolve(Integer.toString(pid)).resolve("cmdline"));
                return contains(line, word.getBytes(StandardCharsets.UTF_8));
            } catch (IOException gone) {
                return false;
            }
        }

        public boolean leadsItsSession() {
            return pid == session && pid == group;
        }
    }

    /**
     * All live processes that were started with a variable of a certain value; those whose environment we may not read are left out.
     *
     * @param others further variables to be told
     */
    public static List<Survivor> startedWith(String variable, String value, List<String> others) {
        List<Survivor> found = new ArrayList<>();
        byte[] wanted = (variable + "=" + value).getBytes(StandardCharsets.UTF_8);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                survivor(process, wanted, others).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + PROC, e);
        }
        return found;
    }

    private static Optional<Survivor> survivor(Path process, byte[] wanted, List<String> others) {
        byte[] environment;
        int uid;
        try {
            environment = Files.readAllBytes(process.resolve("environ"));
            uid = (int) Files.getAttribute(process, "unix:uid");
        } catch (IOException goneOrNotOurs) {
            return Optional.empty();
        }
        if (!contains(environment, wanted)) {
            return Optional.empty();
        }
        return ProcStat.read(Integer.parseInt(process.getFileName().toString()))
                .filter(ProcStat::isAlive)
                .map(stat -> new Survivor(
                        stat.pid(),
                        uid,
                        stat.startTicks(),
                        stat.group(),
                        stat.session(),
                        variables(new String(environment, StandardCharsets.UTF_8), others)));
    }

    /** Whether a whole entry is there: from the beginning or behind a NUL, and up to a NUL or the end. */
    private static boolean contains(byte[] environment, byte[] entry) {
        int start = 0;
        for (int i = 0; i <= environment.length; i++) {
            if (i == environment.length || environment[i] == 0) {
                if (i - start == entry.length && Arrays.equals(environment, start, i, entry, 0, entry.length)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private static Map<String, String> variables(String environment, List<String> wanted) {
        Map<String, String> found = new HashMap<>();
        for (String entry : environment.split("\0", -1)) {
            int sign = entry.indexOf('=');
            if (sign > 0 && wanted.contains(entry.substring(0, sign))) {
                found.put(entry.substring(0, sign), entry.substring(sign + 1));
            }
        }
        return found;
    }
}
