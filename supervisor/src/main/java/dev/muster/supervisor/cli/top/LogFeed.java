package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.RemoteException;
import dev.muster.supervisor.control.UnreachableException;
import dev.muster.wire.RpcMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Follows one worker's log through a connection of its own, which answers nothing else meanwhile; from the beginning when
 * the master was away. Its own thread, which an interrupt ends.
 */
final class LogFeed implements Runnable {
    private static final int PAST = 200;
    /** Lines that the screen has not taken yet; then we stop reading, and the master counts what it leaves out. */
    private static final int MOST_UNSEEN = 1000;

    private static final Duration SLICE = Duration.ofHours(1);
    private static final long RETRY_MILLIS = 1000;

    private final Supplier<ControlClient> connect;
    private final String worker;
    private final Queue<Happening> inbox;
    private final Semaphore room = new Semaphore(MOST_UNSEEN);

    LogFeed(Supplier<ControlClient> connect, String worker, Queue<Happening> inbox) {
        this.connect = connect;
        this.worker = worker;
        this.inbox = inbox;
    }

    /** The screen has taken a line. */
    void taken() {
        room.release();
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try (ControlClient client = connect.get()) {
                    follow(client);
                } catch (UnreachableException e) {
                    TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
                } catch (RemoteException e) {
                    inbox.add(new Happening.Began(this));
                    tell("muster: " + e.text(), true);
                    return; // a worker that is no more
                }
            }
        } catch (InterruptedException e) {
            // Nobody looks any more.
        }
    }

    private void follow(ControlClient client) throws InterruptedException {
        Fields past = client.call("logs", Map.of("selectors", List.of(worker), "lines", PAST, "follow", true));
        inbox.add(new Happening.Began(this));
        for (Fields line : past.objects("lines")) {
            tell(line);
        }
        while (true) {
            Optional<RpcMessage.Notification> next = client.nextNotification(SLICE);
            if (next.isEmpty()) {
                continue;
            }
            Fields params = Fields.of(next.get().params());
            if (next.get().method().equals("lost")) {
                tell("muster: " + params.number("lines") + " lines were left out: they come too fast", true);
            } else {
                tell(params);
            }
        }
    }

    private void tell(Fields line) throws InterruptedException {
        tell(line.text("text"), line.optionalText("stream").orElse("").equals("stderr"));
    }

    private void tell(String text, boolean err) throws InterruptedException {
        room.acquire();
        inbox.add(new Happening.Logged(this, LogTail.Line.of(text, err)));
    }
}
