package dev.muster.supervisor.spec;

import java.util.List;

/**
 * One question to a worker from outside. {@code ${MUSTER_SLOT}} and the other variables that name a worker may stand in any text of
 * it. Immutable.
 */
public sealed interface Check {

    /** Connects; that is enough. {@code tcp} is a port of 127.0.0.1, or an address as {@link Address#tcp} takes it. */
    record Tcp(String tcp) implements Check {}

    /** GETs a URL as {@link Address#http} takes it; a status from 200 to 399 is fine. */
    record Http(String http) implements Check {}

    /** Runs a command, without a shell; exit 0 is fine. */
    record Exec(List<String> exec) implements Check {
        public Exec {
            exec = List.copyOf(exec);
        }
    }
}
