package dev.muster.acceptance.workers;

import dev.muster.concurrent.MeasuredExecutor;
import dev.muster.worker.Membership;
import dev.muster.worker.Muster;
import dev.muster.worker.Outcome;

/** An application with a main of its own, which joins on a thread that sees nothing of it, as those of the JDK's own pools do. */
public final class Joined {
    private Joined() {}

    public static void main(String[] arguments) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("joined: shutdown hook")));
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
        Membership worker = Muster.join();
        worker.onTerminate(() -> System.out.println("joined: terminate hook"));
        MeasuredExecutor mail = worker.executor("mail", 1);
        worker.handle("in", String.class, (name, job) -> {
            mail.execute(() -> System.out.println("joined: hello " + name));
            return Outcome.done();
        });
        worker.queue("out", String.class).put("Ada");
    }
}
