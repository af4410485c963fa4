package dev.muster.queue;

/**
 * Something in a queue's files that cannot be right. Immutable.
 *
 * @param place where it is, such as {@code seg-00000007 job 12}
 * @param what what is wrong, and what that means
 */
public record QueueProblem(String place, String what) {
    @Override
    public String toString() {
        return place + ": " + what;
    }
}
