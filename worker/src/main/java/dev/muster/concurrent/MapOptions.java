package dev.muster.concurrent;

/**
 * How the items of a map are handed out. Immutable.
 *
 * @param chunkSize how many items go to a member at once; 0 is ceil(items / (4 x workers)). A chunk saves a little of the
 *     cost of each item; a member that is idle takes over what another has not begun, so that a large one costs no balance.
 * @param failFast whether the first failure cancels the items that have not begun, and ends the call
 */
public record MapOptions(int chunkSize, boolean failFast) {

    /** The usual chunk size, and all items are run whether others fail or not. */
    public static final MapOptions DEFAULT = new MapOptions(0, false);

    /**
     * Checks what it is given.
     *
     * @param chunkSize how many items go to a member at once; 0 is ceil(items / (4 x workers))
     * @param failFast whether the first failure ends the call
     * @throws IllegalArgumentException when the chunk size is negative
     */
    public MapOptions {
        if (chunkSize < 0) {
            throw new IllegalArgumentException("chunkSize: " + chunkSize + " is negative");
        }
    }

    /**
     * The defaults with this chunk size.
     *
     * @param chunkSize how many items go to a member at once; 0 for the usual
     * @return all items are run whether others fail or not
     * @throws IllegalArgumentException when it is negative
     */
    public static MapOptions chunks(int chunkSize) {
        return DEFAULT.withChunkSize(chunkSize);
    }

    /**
     * The same with this chunk size.
     *
     * @param size how many items go to a member at once; 0 for the usual
     * @return a copy
     * @throws IllegalArgumentException when it is negative
     */
    public MapOptions withChunkSize(int size) {
        return new MapOptions(size, failFast);
    }

    /**
     * The same, ended by the first failure: what has not begun then is not run.
     *
     * @return a copy
     */
    public MapOptions withFailFast() {
        return new MapOptions(chunkSize, true);
    }

    int chunkFor(int items, int workers) {
        return chunkSize > 0 ? chunkSize : Math.max(1, (items + 4 * workers - 1) / (4 * workers));
    }
}
