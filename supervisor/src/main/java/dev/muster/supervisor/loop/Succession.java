package dev.muster.supervisor.loop;

import java.util.Optional;

/** How a master is replaced by a new program in its own process, which adopts the workers. */
public interface Succession {

    /** For a loop that is nobody's master. */
    Succession NONE = new Succession() {
        @Override
        public Optional<String> refusal() {
            return Optional.of("this master cannot be replaced");
        }

        @Override
        public void replace() {
            throw new IllegalStateException("expected not to be replaced");
        }
    };

    /** Why it cannot be; empty when it can. Any thread. */
    Optional<String> refusal();

    /** Does it, on the loop's thread, from which all children descend: comes back only when it fails. */
    void replace();
}
