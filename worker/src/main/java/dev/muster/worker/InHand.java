package dev.muster.worker;

/** How many claims and claimed jobs are in somebody's hands, counted from before the claim. Thread-safe. */
final class InHand {
    private int count;

    synchronized void enter() {
        count++;
    }

    synchronized void leave() {
        count--;
        notifyAll();
    }

    synchronized int count() {
        return count;
    }

    synchronized void awaitNone() throws InterruptedException {
        while (count > 0) {
            wait();
        }
    }
}
