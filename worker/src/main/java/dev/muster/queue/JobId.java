package dev.muster.queue;

/** A job's identity within its queue, stable for its life. Immutable. Printed and read as {@link #value}. */
public record JobId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
