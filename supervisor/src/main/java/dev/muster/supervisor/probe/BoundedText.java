package dev.muster.supervisor.probe;

import java.util.regex.Pattern;

/**
 * A line for a regular expression that somebody else wrote: of some, the time doubles with each character, and other workers wait for
 * this thread. The search is given up after a number of steps. For one thread.
 */
final class BoundedText implements CharSequence {

    private static final int LONGEST = 4096;
    private static final int MOST_STEPS = 10_000_000;

    private final String text;
    private int steps;

    private BoundedText(String text) {
        this.text = text;
    }

    /** Whether the expression is found in the first 4096 characters, with a reasonable effort. */
    static boolean finds(Pattern expression, String line) {
        String beginning = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
        try {
            return expression.matcher(new BoundedText(beginning)).find();
        } catch (TooManyStepsException | StackOverflowError hopeless) {
            return false;
        }
    }

    @Override
    public char charAt(int index) {
        if (++steps > MOST_STEPS) {
            throw new TooManyStepsException();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class TooManyStepsException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
