package dev.muster.queue.chronicle;

import dev.muster.queue.AppendLog;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueueEngine;

/** The embedded engine: a queue is a directory, and every process that uses it is a peer. Thread-safe. */
public final class ChronicleEngine implements JobQueueEngine {

    @Override
    public String scheme() {
        return QueueUrl.SCHEME;
    }

    @Override
    public JobQueue open(String name, String url, Runnable progress) {
        QueueUrl parsed = QueueUrl.parse(name, url);
        ChronicleJvm.prepare();
        return new ChronicleJobQueue(name, parsed, progress);
    }

    @Override
    public AppendLog openLog(String name, String url, Runnable progress) {
        QueueUrl parsed = QueueUrl.parse(name, url);
        ChronicleJvm.prepare();
        return new ChronicleLog(name, parsed, progress);
    }
}
