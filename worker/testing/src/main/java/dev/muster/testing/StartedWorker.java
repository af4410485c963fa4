package dev.muster.testing;

import static java.util.Objects.requireNonNull;

import dev.muster.worker.ExitException;
import dev.muster.worker.InlineWorker;
import dev.muster.worker.Service;
import dev.muster.worker.Settings;
import dev.muster.worker.StoppingException;
import dev.muster.worker.WorkerContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A worker of a test, over all its lives. On the test's thread. */
public final class StartedWorker {

    private static final Duration GRACE = Duration.ofSeconds(30);

    /** How a life is set up. */
    interface Birth {
        InlineWorker birth(int incarnation);
    }

    private final String name;
    private final TestWorker plan;
    private final Turns turns;
    private final Birth birth;
    private int incarnation;
    private @Nullable InlineWorker worker;
    private volatile @Nullable Service service;
    private Turns.@Nullable Life main;
    private OptionalInt exit = OptionalInt.empty();
    private boolean stopping;

    StartedWorker(String name, TestWorker plan, Turns turns, Birth birth) {
        this.name = name;
        this.plan = plan;
        this.turns = turns;
        this.birth = birth;
    }

    /**
     * Which worker it is.
     *
     * @return such as {@code printer.1}
     */
    public String name() {
        return name;
    }

    /**
     * How many lives it has had.
     *
     * @return 1, and one more for every crash
     */
    public int incarnation() {
        return incarnation;
    }

    String identity() {
        return name + "#" + incarnation;
    }

    /**
     * What the service of its present life was given.
     *
     * @return another one after a crash
     */
    public WorkerContext context() {
        return worker().context();
    }

    /**
     * The exit code that its process would have ended with.
     *
     * @return empty while it lives
     */
    public OptionalInt exitCode() {
        return exit;
    }

    private InlineWorker worker() {
        return requireNonNull(worker, "started");
    }

    /** A new life. */
    void begin() {
        incarnation++;
        InlineWorker born = birth.birth(incarnation);
        worker = born;
        main = turns.begin(identity(), name, () -> live(born));
        lookAtMain();
    }

    private void live(InlineWorker born) throws Exception {
        try {
            Service made = plan.make(born);
            service = made;
            born.run(made);
        } finally {
            born.closeThoseOfThisThread();
        }
    }

    boolean lives() {
        return exit.isEmpty();
    }

    /** Handles one job if one is ready. @return whether there was one */
    boolean handleNext() throws InterruptedException {
        return lives() && worker().handleNext();
    }

    /** Runs its periodic tasks that are due. @return how long until the next one is */
    Optional<Duration> runDue() {
        InlineWorker living = worker;
        return lives() && living != null ? living.runDue() : Optional.empty();
    }

    /** What has become of run(). */
    void lookAtMain() {
        Turns.Life run = requireNonNull(main, "started");
        if (!lives() || !turns.isOver(run)) {
            return;
        }
        Throwable thrown = turns.thrown(run);
        if (thrown instanceof ExitException chosen) {
            exit = OptionalInt.of(chosen.code());
        } else if (thrown != null && !(stopping && isOrderly(thrown))) {
            exit = OptionalInt.of(2);
            throw new IllegalStateException(identity() + ": run() has thrown " + thrown, thrown);
        } else if (stopping || !worker().hasRegistrations()) {
            exit = OptionalInt.of(0);
        }
    }

    private static boolean isOrderly(Throwable thrown) {
        return thrown instanceof StoppingException || thrown instanceof InterruptedException;
    }

    /**
     * Stops it as its master would: the stop is seen by whoever asks for it, {@link Service#terminate} is called, and run() returns. It has ended
     * when this returns.
     *
     * @throws IllegalStateException when run() does not return, or has thrown
     */
    public void stop() {
        if (!lives() || stopping) {
            return;
        }
        stopping = true;
        worker().stop();
        turns.runReady();
        Service running = service;
        int code = running == null ? 0 : terminate(running);
        turns.runReady();
        Turns.Life run = requireNonNull(main, "started");
        if (turns.waits(run)) {
            turns.interrupt(run);
            turns.runReady();
        }
        if (turns.waits(run)) {
            throw new IllegalStateException(identity() + ": run() goes on after the stop and an interrupt");
        }
        lookAtMain();
        exit = OptionalInt.of(exit.orElse(0) == 0 ? code : exit.orElse(0));
        worker().close();
    }

    private int terminate(Service running) {
        int code = 0;
        for (Throwable thrown : worker().terminate(running, GRACE)) {
            if (!(thrown instanceof ExitException chosen)) {
                throw new IllegalStateException(identity() + ": terminate() or a hook has thrown " + thrown, thrown);
            }
            code = code == 0 ? chosen.code() : code;
        }
        return code;
    }

    /**
     * Reloads it with new settings, as {@code muster apply} would.
     *
     * @param settings all of them, as in {@link TestWorker#withSettings}
     * @throws Exception what the service or a hook has thrown, {@link dev.muster.worker.RestartRequestedException} among it
     */
    public void reload(Map<String, ? extends @Nullable Object> settings) throws Exception {
        worker().reload(requireNonNull(service, "made"), Settings.of(settings));
    }

    /** Its process is gone; the next life begins. */
    void crashed() {
        turns.abandonAll(identity());
        if (lives() && !stopping) {
            begin();
        }
    }
}
