package dev.muster.examples;

import dev.muster.worker.PutOptions;
import dev.muster.worker.Service;
import dev.muster.worker.WorkQueue;
import dev.muster.worker.WorkerContext;

/**
 * Puts one picture of {@code settings.tiles} tiles for {@link Resizer} into the queue of its role {@code out}. The first worker that comes to tile
 * {@code settings.crash-at} crashes.
 */
public final class Camera implements Service {

    @Override
    public void run(WorkerContext context) throws InterruptedException {
        WorkQueue<Picture> out = context.queue("out", Picture.class);
        int tiles = (int) context.settings().integer("tiles", 40);
        int crashAt = (int) context.settings().integer("crash-at", tiles / 2);
        if (out.stats().puts() == 0) { // this is not its second life
            out.put(new Picture(tiles, crashAt), PutOptions.NONE.withUniqueKey("picture"));
        }
        context.awaitStop();
    }
}
