package dev.muster.examples;

import dev.muster.worker.JobContext;
import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;

/**
 * Makes the pictures of the queue of its role {@code in} smaller, tile by tile. After each it saves how far it is, so that whoever gets
 * the job after a crash goes on there.
 */
public final class Resizer implements Service {

    /** What is saved: how many tiles are done, and the sum of their pixels. */
    record Done(int tiles, long sum) {}

    @Override
    public void run(WorkerContext context) {
        context.handle("in", Picture.class, Resizer::resize);
    }

    static Outcome resize(Picture picture, JobContext job) throws InterruptedException {
        Done done = job.checkpoint(Done.class).orElse(new Done(0, 0));
        System.out.println("job " + job.id() + " begins at tile " + done.tiles());
        while (done.tiles() < picture.tiles()) {
            if (done.tiles() == picture.crashAt() && job.crashes() == 0) {
                System.out.println("job " + job.id() + " crashes at tile " + done.tiles());
                System.out.flush();
                Runtime.getRuntime().halt(1); // as kill -9 would
            }
            if (job.stopping()) {
                throw new InterruptedException("stopping"); // another worker goes on at once
            }
            done = new Done(done.tiles() + 1, done.sum() + picture.shrink(done.tiles()));
            job.checkpoint(done);
            job.progress((double) done.tiles() / picture.tiles(), "tile " + done.tiles());
        }
        System.out.println("job " + job.id() + " resized " + done.tiles() + " tiles to " + done.sum());
        return Outcome.done(done.sum());
    }
}
