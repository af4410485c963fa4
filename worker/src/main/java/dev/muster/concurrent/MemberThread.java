package dev.muster.concurrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The life of a member, from its start to its end, on a thread of its own that reads what it answers. */
final class MemberThread implements Runnable {
    /** So many outcomes at most before they are told and there is room again. */
    private static final int BATCH = 256;
    /** So many at once are a stream, for which it is worth waiting a moment. */
    private static final int STREAM = 4;

    private final PoolCore core;
    private final String name;
    private final ClassLoader loader;

    MemberThread(PoolCore core, String name) {
        this.core = core;
        this.name = name;
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        this.loader = context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    /** How a task ended; its bytes are read when it is told. */
    static final class Outcome {
        final long sequence;
        final long nanos;
        private final byte how;
        private final byte[] value;

        @Nullable
        PoolTask task;

        private Outcome(ByteBuffer frame) {
            sequence = frame.getLong();
            how = frame.get();
            nanos = frame.getLong();
            value = new byte[frame.remaining()];
            frame.get(value);
        }
    }

    @Override
    public void run() {
        PoolSettings settings = core.settings();
        PoolMember member = null;
        Throwable why;
        try {
            MemberProcess process = MemberProcess.start(settings, name, core::hasStarted);
            boolean sameBuild = process.fingerprint().equals(settings.fingerprint());
            member = new PoolMember(name, process, sameBuild, settings.maxTasks());
            why = initialize(member, settings);
        } catch (IOException | RuntimeException e) {
            why = e;
        }
        if (member == null || why != null) {
            if (member != null) {
                member.process.kill();
                close(member);
            }
            core.hasFailedToStart(name, why == null ? new IOException("no member") : why);
            return;
        }
        core.isReady(member);
        try {
            work(member);
        } catch (RuntimeException fault) {
            settings.output().accept("[" + name + "] " + fault + "; the member is killed");
            member.process.kill();
        }
        core.isLeaving(member);
        MemberEnd end = member.process.end();
        close(member);
        core.isGone(member, end);
    }

    private @Nullable Throwable initialize(PoolMember member, PoolSettings settings) {
        MemberLink link = member.link();
        if (settings.initializer().lambda() && !member.sameBuild) {
            return new IllegalStateException("the initializer is a lambda, and the member has another class path: "
                    + ClassPath.difference(settings.fingerprint(), member.process.fingerprint()));
        }
        synchronized (core) {
            link.send(Frames.of(Frames.INITIALIZE, settings.initializer().bytes()));
        }
        link.ring();
        while (true) {
            ByteBuffer frame = link.poll();
            if (frame == null) {
                synchronized (core) {
                    link.sendKept();
                }
                link.giveBack();
                if (!link.await(false) && link.memory().results.available() == 0) {
                    return new IOException("it ended in its initializer: "
                            + member.process.end().text());
                }
                continue;
            }
            byte type = frame.get();
            link.giveBack();
            return type == Frames.READY ? null : failure(frame);
        }
    }

    private void work(PoolMember member) {
        MemberLink link = member.link();
        List<Outcome> outcomes = new ArrayList<>();
        boolean worn = false;
        boolean alive = true;
        while (true) {
            ByteBuffer frame = outcomes.size() < BATCH ? link.poll() : null;
            if (frame != null) {
                if (frame.get() == Frames.WORN) {
                    worn = true;
                } else {
                    outcomes.add(new Outcome(frame));
                }
                continue;
            }
            boolean more = outcomes.size() == BATCH;
            if (!outcomes.isEmpty() || worn || link.isFull()) {
                core.hasFinished(member, outcomes, worn);
            }
            link.giveBack();
            boolean stream = outcomes.size() >= STREAM;
            for (Outcome outcome : outcomes) {
                tell(member, outcome);
            }
            outcomes.clear();
            worn = false;
            if (!alive && !more) {
                return;
            }
            if (!more) {
                alive = link.await(stream);
            }
        }
    }

    private void tell(PoolMember member, Outcome outcome) {
        PoolTask task = outcome.task;
        if (task == null) {
            return;
        }
        if (outcome.how == Frames.VALUE && !task.timedOut) {
            Object value;
            try {
                value = RemoteValue.read(ByteBuffer.wrap(outcome.value), loader);
            } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
                task.sink.failed(task.index, new TaskFailedException("the result cannot be read: " + e));
                return;
            }
            task.sink.done(task.index, value);
        } else if (outcome.how == Frames.CANCELLED) {
            task.sink.failed(task.index, new java.util.concurrent.CancellationException());
        } else if (task.timedOut) {
            TimeoutException late = core.tooLong(member, "and ended then");
            if (outcome.how == Frames.FAILURE) {
                late.addSuppressed(failure(ByteBuffer.wrap(outcome.value)));
            }
            task.sink.failed(task.index, late);
        } else {
            task.sink.failed(task.index, failure(ByteBuffer.wrap(outcome.value)));
        }
    }

    private Throwable failure(ByteBuffer bytes) {
        try {
            Object failure = RemoteValue.read(bytes, loader);
            return failure instanceof Throwable thrown
                    ? thrown
                    : new TaskFailedException("not an exception: " + failure);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            return new TaskFailedException("the exception of the task cannot be read: " + e);
        }
    }

    private static void close(PoolMember member) {
        try {
            member.link().close();
        } catch (IOException closed) {
            // It is of no use to anybody any more.
            return;
        }
    }
}
