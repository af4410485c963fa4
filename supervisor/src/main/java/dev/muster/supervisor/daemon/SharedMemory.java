package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.HeapShares;
import dev.muster.supervisor.spec.FleetSpec;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Splits the memory there is over the workers with {@code heap = auto}. Loop thread only. */
final class SharedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);

    private Map<String, Long> told = Map.of();

    /** The heap of each worker of a service, in bytes. */
    Map<String, Long> share(FleetSpec fleet) {
        if (fleet.services().values().stream().noneMatch(HeapShares::isPart)) {
            return Map.of();
        }
        long memory = HostReader.ofThisHost().read().total();
        Map<String, Long> shares = HeapShares.of(fleet, memory);
        if (!shares.equals(told)) {
            told = shares;
            shares.forEach((service, bytes) -> {
                if (bytes <= HeapShares.LEAST) {
                    LOG.warn(
                            "{}: heap = auto leaves {} MiB for each worker of {} MiB that there are; scale down, or give"
                                    + " it a heap",
                            service,
                            bytes >> 20,
                            memory >> 20);
                } else {
                    LOG.info(
                            "{}: heap = auto is {} MiB for each worker of {} MiB that there are",
                            service,
                            bytes >> 20,
                            memory >> 20);
                }
            });
        }
        return shares;
    }
}
