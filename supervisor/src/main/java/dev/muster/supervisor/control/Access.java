package dev.muster.supervisor.control;

import dev.muster.supervisor.process.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who may use control.sock, by the kernel's word. Immutable. */
record Access(Set<Integer> uids) {
    private static final int ROOT = 0;

    Access {
        uids = Set.copyOf(uids);
    }

    /** Root and the user that the master runs as. */
    static Access ofProcess() {
        try {
            int own = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return new Access(own == ROOT ? Set.of(ROOT) : Set.of(ROOT, own));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why this caller is refused; empty when it may act. */
    Optional<String> refusal(Peer peer) {
        return uids.contains(peer.uid())
                ? Optional.empty()
                : Optional.of("uid " + peer.uid() + " may not use this master; it listens to the uids "
                        + new TreeSet<>(uids) + " only");
    }
}
