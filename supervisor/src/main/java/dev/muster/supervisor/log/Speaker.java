package dev.muster.supervisor.log;

/** The life whose output a slot's pipes carry. Its pid is known only when it may have printed something already. Thread-safe. */
public final class Speaker {

    private final int incarnation;
    private volatile int pid;

    public Speaker(int incarnation) {
        this.incarnation = incarnation;
    }

    public Speaker(int incarnation, int pid) {
        this(incarnation);
        this.pid = pid;
    }

    public void hasPid(int number) {
        pid = number;
    }

    int incarnation() {
        return incarnation;
    }

    /** 0 as long as it is not known. */
    int pid() {
        return pid;
    }
}
