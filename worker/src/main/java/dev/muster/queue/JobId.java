package dev.muster.queue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job's identity within its queue, stable for its life. Immutable. Printed and read as {@link #value}. */
public final class JobId {

    private static final long NO_NUMBER = -1;

    private final long number;
    private final @Nullable String text;

    private JobId(long number, @Nullable String text) {
        this.number = number;
        this.text = text;
    }

    /**
     * The id of an engine that numbers its jobs; written out only when somebody wants to read it.
     *
     * @param number from 0 on
     * @return equal to the one that is read from its text
     */
    public static JobId of(long number) {
        return new JobId(number, null);
    }

    /**
     * An id that was printed.
     *
     * @param value what {@link #value} gave; not looked at, so that a text that never was an id finds no job
     * @return equal to the one that was printed
     */
    public static JobId of(String value) {
        // A number has one spelling only, or two ids of the same job would differ.
        boolean isNumber = value.matches("0|[1-9][0-9]{0,17}");
        return isNumber ? of(Long.parseLong(value)) : new JobId(NO_NUMBER, value);
    }

    /**
     * As text, for messages, commands and other programs.
     *
     * @return read again by {@link #of(String)}
     */
    public String value() {
        return text == null ? Long.toString(number) : text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobId id && id.number == number && Objects.equals(id.text, text);
    }

    @Override
    public int hashCode() {
        return text == null ? Long.hashCode(number) : text.hashCode();
    }

    @Override
    public String toString() {
        return value();
    }
}
