package dev.muster.supervisor.control;

import java.util.Optional;

/** Who wants to know that the configuration is read again and applied. Called on any thread; must be quick. */
public interface Reload {

    /** Nobody does. */
    Reload UNHEARD = new Reload() {
        @Override
        public void begins() {}

        @Override
        public void ends(Optional<String> problem) {}
    };

    /** It is going to be read; {@link #ends} follows, however it goes. */
    void begins();

    /**
     * It is over.
     *
     * @param problem why the old one stays in force; empty when the new one is
     */
    void ends(Optional<String> problem);
}
