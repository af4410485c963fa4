package dev.muster.wire;

/**
 * What an executor of one incarnation of a worker has done since it was made, and what it does. Immutable.
 *
 * @param submitted all tasks that it was asked to run
 * @param executed those that have ended, however
 * @param failures of the executed, those that have thrown something
 * @param cancelled those that were cancelled before they began
 * @param rejected those that were refused or dropped
 * @param queueMs how long the executed have waited, all together
 * @param runMs how long they ran, all together
 * @param backlog those that wait now
 * @param running those that run now
 * @param threads idle ones too
 */
public record ExecutorCounters(
        long submitted,
        long executed,
        long failures,
        long cancelled,
        long rejected,
        long queueMs,
        long runMs,
        int backlog,
        int running,
        int threads) {}
