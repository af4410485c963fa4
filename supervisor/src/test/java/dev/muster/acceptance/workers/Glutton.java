package dev.muster.acceptance.workers;

import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.util.ArrayList;
import java.util.List;

/** Takes more and more memory, and never gives any back. */
public final class Glutton implements Service {
    private static final int MOUTHFUL = 1 << 20;

    @Override
    public void run(WorkerContext context) {
        context.ready();
        List<byte[]> eaten = new ArrayList<>();
        while (!context.stopping()) {
            eaten.add(new byte[MOUTHFUL]);
        }
        System.out.println("ate " + eaten.size());
    }
}
