package dev.muster.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * A worker that does nothing but have its JVM make an archive of classes: it uses a queue of its own as any worker would, loads the classes
 * that a real worker was seen to load, without initializing them, and ends. Nothing of the service's code is run.
 *
 * <p>Settings: {@code classes}, the file that -XX:DumpLoadedClassList has written. A role {@code tour} says that a queue is wanted.
 */
final class ClassTour implements Service {
    /** So often that the claim, the acknowledgement and the wait for more are all seen. */
    private static final int JOBS = 3;

    private static final String ROLE = "tour";

    @Override
    public void run(WorkerContext context) throws Exception {
        if (context.settings().flag("queue", false)) {
            useQueue(context);
        }
        load(Path.of(context.settings().string("classes")));
        throw new ExitException(0); // a handler would have it wait for a stop
    }

    private static void useQueue(WorkerContext context) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(JOBS);
        context.handle(ROLE, Long.class, (number, delivery) -> {
            done.countDown();
            return Outcome.done();
        });
        WorkQueue<Long> queue = context.queue(ROLE, Long.class);
        for (long job = 0; job < JOBS; job++) {
            queue.put(job);
        }
        done.await();
    }

    private static void load(Path list) throws IOException {
        try (Stream<String> lines = Files.lines(list)) {
            names(lines).forEach(ClassTour::load);
        }
    }

    /** Those of the loaders that every JVM has; a class of another loader has its source behind its name. */
    static List<String> names(Stream<String> lines) {
        return lines.filter(line -> !line.startsWith("#") && !line.startsWith("@") && !line.contains(" source: "))
                .map(line -> line.split(" ", 2)[0].replace('/', '.'))
                .toList();
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, ClassTour.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError gone) {
            // It was generated, or its jar is another one by now: not in the archive then.
            return;
        }
    }
}
