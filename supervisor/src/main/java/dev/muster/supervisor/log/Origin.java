package dev.muster.supervisor.log;

import dev.muster.supervisor.process.Fd;

/**
 * Where the bytes of a block are besides the buffer: still in the worker's pipe, or nowhere. A file that takes them from the
 * pipe itself leaves no moment in which a killed master has them in its memory alone. Pump thread only.
 */
interface Origin {

    /** The bytes are in the buffer only. */
    Origin MEMORY = (file, count) -> 0;

    /**
     * Moves the next bytes of the block from the pipe to the file's position.
     *
     * @return how many; 0 when they are to be taken from the buffer
     */
    int moveTo(Fd file, int count);

    /** How many bytes that come before the block nobody has looked at: the pipe alone has them. {@link #moveTo} takes them first. */
    default int unseen() {
        return 0;
    }
}
