package dev.muster.supervisor.loop;

import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;

/**
 * What the loop can do to spares. Called on the loop thread only; nothing here may block. What comes of it is told by posting {@link FromSpare}
 * items; a spare that was assigned is a worker from then on, and told of as such.
 */
public interface SpareProcesses {

    /** Nobody can have any. */
    SpareProcesses NONE = new SpareProcesses() {
        @Override
        public void boot(int number, ServiceSpec spec, boolean behind) {
            throw new IllegalStateException("there are no spares");
        }

        @Override
        public boolean assign(int number, WorkerId id, int incarnation, ServiceSpec spec) {
            return false;
        }

        @Override
        public void forward(int number) {}

        @Override
        public void end(int number) {}
    };

    /**
     * Starts one.
     *
     * @param behind the others that want the processors, until {@link #forward}
     */
    void boot(int number, ServiceSpec spec, boolean behind);

    /**
     * Makes it the process of a new incarnation, in the place of {@link Processes#spawn}; what follows is told as after that.
     *
     * @return false when it cannot be: it has ended, or was started from files that are others by now. Then it is as it was
     */
    boolean assign(int number, WorkerId id, int incarnation, ServiceSpec spec);

    /** It is no longer behind the others. */
    void forward(int number);

    /** It owns nothing, and is killed. */
    void end(int number);
}
