package dev.muster.queue.ledger;

import com.sun.jna.Native;

/**
 * Lets go of pages of a mapped file that this process will not look at again soon. They stay in the file, and in the kernel's cache as
 * long as it likes; only this process is not charged for them any more. Thread-safe.
 */
public final class Pages {

    private static final int DONTNEED = 4;
    private static final long PAGE = 4096;

    private static final boolean NATIVE = register();

    private Pages() {}

    private static boolean register() {
        try {
            Native.register(Pages.class, "c");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static native int madvise(long address, long length, int advice);

    /** Lets go of the whole pages within a range of a shared file mapping. Whoever touches them again pays a page fault. */
    public static void leave(long address, long length) {
        long first = (address + PAGE - 1) & -PAGE;
        long end = (address + length) & -PAGE;
        if (NATIVE && end > first) {
            madvise(first, end - first, DONTNEED);
        }
    }
}
