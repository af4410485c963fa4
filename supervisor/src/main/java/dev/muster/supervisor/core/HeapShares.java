package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much heap a worker of each service with {@code heap = auto} gets. Of the memory there is, a part stays for the master and the
 * page cache, in which the queues live; what the workers with a heap of their own take goes off; the rest is split evenly over the
 * others. A JVM needs memory beside its heap, so that its heap is less than its share. Pure.
 */
public final class HeapShares {

    /** The least that a worker is given. */
    public static final long LEAST = 16L << 20;

    private static final long MIB = 1L << 20;
    private static final long MASTER = 128 * MIB;
    private static final int PAGE_CACHE_PERCENT = 20;
    private static final long LEAST_BESIDE = 48 * MIB;
    private static final int BESIDE_PERCENT = 20;

    private HeapShares() {}

    /**
     * The heap of a worker by service, in bytes, whole MiB.
     *
     * @param memory of the machine or container
     */
    public static Map<String, Long> of(FleetSpec fleet, long memory) {
        long left = memory - MASTER - memory * PAGE_CACHE_PERCENT / 100;
        int workers = 0;
        Map<String, Long> shares = new LinkedHashMap<>();
        for (ServiceSpec service : fleet.services().values()) {
            Optional<String> heap = heap(service);
            if (isPart(service)) {
                workers += service.mostWorkers() + service.warm();
                shares.put(service.name(), 0L);
            } else if (heap.isPresent()) {
                left -= (service.mostWorkers() + service.warm()) * with(Program.Jvm.bytes(heap.get()));
            }
        }
        long share = left / Math.max(1, workers);
        shares.replaceAll((service, none) -> without(share));
        return shares;
    }

    /** Whether the workers of a service get a share. */
    public static boolean isPart(ServiceSpec service) {
        return heap(service).equals(Optional.of(Program.Jvm.AUTO));
    }

    /** What a JVM with this heap takes. */
    private static long with(long heap) {
        return heap + Math.max(LEAST_BESIDE, heap * BESIDE_PERCENT / (100 - BESIDE_PERCENT));
    }

    /** The heap of a JVM that is to take no more than this. */
    private static long without(long share) {
        long heap = share - Math.max(LEAST_BESIDE, share * BESIDE_PERCENT / 100);
        return Math.max(LEAST, heap / MIB * MIB);
    }

    private static Optional<String> heap(ServiceSpec service) {
        Program program = service.launch().program();
        if (program instanceof Program.MainClass main) {
            return main.jvm().heap();
        }
        return program instanceof Program.Jar jar ? jar.jvm().heap() : Optional.empty();
    }
}
