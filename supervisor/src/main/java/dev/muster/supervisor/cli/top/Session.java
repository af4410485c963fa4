package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.control.ControlClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The live view from its first frame to its last. One thread; the others only fill its inbox. */
final class Session {
    /** A log may bring thousands of lines a second; more frames than this nobody sees. */
    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final BlockingQueue<Happening> inbox;
    private final Supplier<ControlClient> connect;
    private final Uplink uplink;
    private final Look look;
    private final long patienceNanos;
    private final LogTail tail = new LogTail();
    private Model model;
    private View view;
    private Size size = Size.USUAL;
    private @Nullable LogFeed feed;
    private @Nullable Thread feeding;
    private long lookedAt = System.nanoTime();
    private boolean over;

    Session(ControlClient first, Supplier<ControlClient> connect, Top.Wish wish, Look look) {
        this.inbox = new LinkedBlockingQueue<>();
        this.connect = connect;
        this.look = look;
        this.uplink = new Uplink(first, connect, wish.selectors(), wish.interval(), inbox);
        this.patienceNanos = Math.max(SILENCE.toNanos(), 3 * wish.interval().toNanos());
        this.model = Model.of(Uplink.ask(first, wish.selectors()));
        this.view = View.of(wish.sort()).looked(model);
    }

    void run() throws IOException {
        Key interrupt = Key.of(Key.Kind.INTERRUPT);
        try (Glass glass = Glass.take(
                () -> inbox.add(new Happening.Resized()), () -> inbox.add(new Happening.Pressed(interrupt)))) {
            size = glass.size();
            glass.draw(lines());
            Thread asking = begin("muster-top-ask", uplink);
            begin("muster-top-keys", () -> readKeys(glass));
            try {
                loop(glass);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                asking.interrupt();
                unfollow();
            }
        }
    }

    private void readKeys(Glass glass) {
        try {
            while (true) {
                Key key = glass.key();
                inbox.add(new Happening.Pressed(key));
                if (key.kind() == Key.Kind.INTERRUPT) {
                    return;
                }
            }
        } catch (IOException e) {
            inbox.add(new Happening.Pressed(Key.of(Key.Kind.INTERRUPT))); // there is no terminal any more
        }
    }

    private void loop(Glass glass) throws InterruptedException {
        long drawnAt = System.nanoTime();
        boolean urgent = false;
        boolean stale = false;
        while (!over) {
            long wait = stale ? FRAME_NANOS - (System.nanoTime() - drawnAt) : patienceNanos;
            Happening next = urgent ? inbox.poll() : inbox.poll(wait, TimeUnit.NANOSECONDS);
            if (next != null) {
                stale = true;
                urgent |= !(next instanceof Happening.Logged);
                hear(next, glass);
            }
            if (System.nanoTime() - lookedAt > patienceNanos && model.trouble().isEmpty()) {
                model = model.without("the master does not answer, waiting");
                stale = true;
            }
            boolean due = urgent ? next == null : System.nanoTime() - drawnAt >= FRAME_NANOS;
            if (stale && due) {
                glass.draw(lines());
                drawnAt = System.nanoTime();
                urgent = false;
                stale = false;
            }
        }
    }

    private void hear(Happening happening, Glass glass) {
        if (happening instanceof Happening.Pressed pressed) {
            Controls.Step step = Controls.press(pressed.key(), view, model, Screen.page(model, size));
            view = step.view();
            step.order().ifPresent(this::obey);
        } else if (happening instanceof Happening.Looked looked) {
            lookedAt = System.nanoTime();
            model = model.with(looked.sample());
            view = view.looked(model);
        } else if (happening instanceof Happening.Lost lost) {
            lookedAt = System.nanoTime();
            model = model.without(lost.why());
        } else if (happening instanceof Happening.Answered answered) {
            view = view.with(answered.message());
        } else if (happening instanceof Happening.Resized) {
            size = glass.size();
            glass.forget();
        } else if (happening instanceof Happening.Began began && began.feed() == feed) {
            tail.clear();
        } else if (happening instanceof Happening.Logged logged) {
            logged.feed().taken();
            if (logged.feed() == feed) {
                tail.add(logged.line());
            }
        }
    }

    private void obey(Order order) {
        if (order instanceof Order.Quit) {
            over = true;
        } else if (order instanceof Order.Follow follow) {
            feed = new LogFeed(connect, follow.worker(), inbox);
            feeding = begin("muster-top-log", feed);
        } else if (order instanceof Order.Unfollow) {
            unfollow();
        } else {
            uplink.order(order);
        }
    }

    private void unfollow() {
        Optional.ofNullable(feeding).ifPresent(Thread::interrupt);
        feeding = null;
        feed = null;
        tail.clear();
    }

    private List<String> lines() {
        return Screen.lines(model, view, tail.lines(), size, look);
    }

    private static Thread begin(String name, Runnable duty) {
        Thread thread = new Thread(duty, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
