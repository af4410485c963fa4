package dev.muster.supervisor.control;

/** The master answered with an error. Immutable. */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long number;
    private final transient Fields data;

    RemoteException(long number, String message, Fields data) {
        super(message);
        this.number = number;
        this.data = data;
    }

    public boolean is(ErrorCode code) {
        return number == code.number();
    }

    /** What the error says beyond its message; empty when it says nothing. */
    public Fields data() {
        return data;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
