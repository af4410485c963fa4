package dev.muster.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SDK's own lines. A class by itself, so that a worker with nothing to say does not wait for the logging backend. */
final class WorkerLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.muster.worker");

    private WorkerLog() {}

    static void info(String line) {
        LOG.info(line);
    }

    static void warn(String line) {
        LOG.warn(line);
    }

    static void warn(String line, Throwable cause) {
        LOG.warn(line, cause);
    }
}
