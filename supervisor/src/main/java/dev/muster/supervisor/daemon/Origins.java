package dev.muster.supervisor.daemon;

import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StopPolicy;
import dev.muster.supervisor.state.WorkerRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.IdentityHashMap;

/** What the records of a service's workers have in common, worked out once for all of them. One thread. */
final class Origins {
    private static final int DIGEST_CHARS = 32;
    /** Specifications go out of force; those that are left are asked for again. */
    private static final int MOST = 256;

    private final IdentityHashMap<ServiceSpec, Origin> known = new IdentityHashMap<>();

    /** @param digest a word for what a process is started from, without its secrets */
    record Origin(String digest, WorkerRecord.Stop stop) {}

    Origin of(ServiceSpec spec) {
        Origin origin = known.get(spec);
        if (origin == null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            StopPolicy stop = spec.policy().stop();
            origin = new Origin(
                    digest(spec.launch()),
                    new WorkerRecord.Stop(stop.signal(), stop.grace().toMillis()));
            known.put(spec, origin);
        }
        return origin;
    }

    private static String digest(Launch launch) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha.digest(launch.identity().getBytes(StandardCharsets.UTF_8)))
                    .substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
