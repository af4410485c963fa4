package dev.muster.worker;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A process of another worker of the same fleet has ended, see {@link WorkerContext#onPeerDeath}. Immutable.
 *
 * @param worker whose, such as {@code printer.1}
 * @param incarnation which life of it has ended; the next one has a higher number
 * @param expected somebody wanted it to end: a stop, a restart, a change of the configuration
 * @param how a sentence for people, such as {@code killed by SIGKILL}
 * @param exitCode 0 to 255; empty when it was killed or nobody knows
 * @param signal what it was killed by, such as {@code KILL}; empty when it was not or nobody knows
 */
public record PeerDeath(
        String worker, int incarnation, boolean expected, String how, OptionalInt exitCode, Optional<String> signal) {}
