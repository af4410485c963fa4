package dev.muster.supervisor.probe;

/**
 * What the answers so far come to. It takes {@code failures} failed tries, without {@code successes} good ones in a row among them, to be
 * unwell, and {@code successes} good ones in a row to be well again. Immutable.
 *
 * @param well the verdict, which only such a series changes
 * @param failed tries since it was last well beyond doubt
 * @param good tries in a row
 */
record Streak(boolean well, int failed, int good) {

    static Streak beginning(boolean well) {
        return new Streak(well, 0, 0);
    }

    Streak success(int successes) {
        int nowGood = Math.min(good + 1, successes);
        return nowGood == successes ? new Streak(true, 0, nowGood) : new Streak(well, failed, nowGood);
    }

    Streak failure(int failures) {
        int nowFailed = Math.min(failed + 1, failures);
        return new Streak(well && nowFailed < failures, nowFailed, 0);
    }
}
