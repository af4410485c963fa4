package dev.muster.worker;

import dev.muster.queue.Job;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Takes jobs and has each handled on a thread of its own, so many at a time, until the stop. All that the engine sees is the one thread
 * that claims and settles: it need not bear with thousands of threads, nor with virtual ones.
 */
final class FanOut implements Runnable {
    private final String worker;
    private final LiveQueue<Job> queue;
    private final Handlers handlers;
    private final int most;
    private final Executor threads;
    private final BlockingQueue<Handled> ended = new LinkedBlockingQueue<>();
    private int running; // this thread's
    private volatile boolean claiming;

    /**
     * @param most how many at a time
     * @param threads runs each job's code, at once
     */
    FanOut(String worker, LiveQueue<Job> queue, Handlers handlers, int most, Executor threads) {
        this.worker = worker;
        this.queue = queue;
        this.handlers = handlers;
        this.most = most;
        this.threads = threads;
    }

    @Override
    public void run() {
        try {
            while (true) {
                for (Handled handled = ended.poll(); handled != null; handled = ended.poll()) {
                    settle(handled);
                }
                if (running > 0 && (running == most || queue.isQuiet())) {
                    settle(ended.take());
                } else {
                    claim();
                }
            }
        } catch (StoppingException e) {
            // the orderly end: nothing is in hand
            queue.closeIfOf(Thread.currentThread());
        } catch (InterruptedException e) {
            throw new IllegalStateException(
                    "nobody interrupts " + Thread.currentThread().getName(), e);
        }
    }

    private void claim() throws InterruptedException {
        claiming = true; // from here on who ends a job wakes us; who did before is seen
        try {
            if (ended.isEmpty()) {
                for (LiveLease<Job> lease : queue.takeBeside(most - running)) {
                    running++;
                    threads.execute(() -> handle(lease));
                }
            }
        } finally {
            claiming = false;
        }
    }

    /** On the job's thread. */
    private void handle(LiveLease<Job> lease) {
        lease.beginRun();
        ended.add(Handled.by(handlers, lease));
        if (claiming) {
            queue.wakeup();
        }
    }

    private void settle(Handled handled) {
        running--;
        queue.release(handled.lease());
        HandlerLoop.settle(worker, handled, queue.isStopping());
    }
}
