package dev.muster.supervisor.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every {@value #PERIOD_MILLIS} ms how much memory process groups have, for those that no control group limits: a thread of its own,
 * {@code muster-memory}, which exists once there is somebody to watch. What a process has mapped of files does not count, for the
 * kernel takes it back when it is short of memory; queues are such files. Thread-safe.
 */
public final class MemoryWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
    private static final int PERIOD_MILLIS = 1000;
    private static final Path PROC = Path.of("/proc");

    private final Map<Integer, Watched> watched = new ConcurrentHashMap<>();
    private @Nullable Thread thread;
    private volatile boolean closing;

    private record Watched(long max, LongConsumer tell) {}

    /**
     * Watches a process group, or gives it another limit.
     *
     * @param tell is given its bytes when they are more than {@code max}; once, on the thread of the watch
     */
    public synchronized void watch(int group, long max, LongConsumer tell) {
        watched.put(group, new Watched(max, tell));
        if (thread == null) {
            thread = new Thread(this::run, "muster-memory");
            thread.setDaemon(true);
            thread.start();
        }
    }

    public void forget(int group) {
        watched.remove(group);
    }

    private void run() {
        while (!closing) {
            try {
                look();
            } catch (RuntimeException | Error fault) {
                LOG.error("memory: a fault was skipped", fault);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS));
        }
    }

    private void look() {
        if (watched.isEmpty()) {
            return;
        }
        Map<Integer, Long> bytes = new HashMap<>();
        for (ProcStat member : members()) {
            bytes.merge(member.group(), own(member.pid()), Long::sum);
        }
        bytes.forEach((group, sum) -> {
            Watched limit = watched.get(group);
            if (limit != null && sum > limit.max() && watched.remove(group, limit)) {
                limit.tell().accept(sum);
            }
        });
    }

    private List<ProcStat> members() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            List<ProcStat> members = new ArrayList<>();
            for (Path process : processes) {
                ProcStat.read(Integer.parseInt(process.getFileName().toString()))
                        .filter(stat -> watched.containsKey(stat.group()))
                        .ifPresent(members::add);
            }
            return members;
        } catch (IOException e) {
            LOG.debug("cannot read {}", PROC, e);
            return List.of();
        }
    }

    /** {@code size resident shared ...} in pages (proc(5)); what is shared is mapped files. */
    private static long own(int pid) {
        Optional<String> statm =
                Optional.of(Cgroups.read(PROC.resolve(pid + "/statm"))).filter(text -> !text.isEmpty());
        return statm.map(text -> {
                    String[] pages = text.split(" ", -1);
                    return (Long.parseLong(pages[1]) - Long.parseLong(pages[2])) * ProcStat.PAGE_BYTES;
                })
                .orElse(0L);
    }

    @Override
    public void close() {
        closing = true;
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }
}
