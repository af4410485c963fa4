package dev.muster.supervisor.daemon;

import dev.muster.supervisor.archive.Fit;
import dev.muster.supervisor.archive.JvmWords;
import dev.muster.supervisor.archive.Shelf;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which archive of classes a worker's JVM is to use, and which JVM is to write down its classes because there is none yet. One life of a
 * service does so at a time; the archive is made when that life has been ready for a while, by another process. Loop thread, but for
 * {@link #made} and {@link #failed}.
 */
final class Archives implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Archives.class);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Whoever was to write down his classes and is not ready by then is not waited for. */
    private static final long CLAIM_NANOS = TimeUnit.MINUTES.toNanos(2);

    /** How long nobody else begins after that. */
    private static final long ORDER_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** What was seen of a service's files, not long ago. */
    private record Seen(Launch launch, Optional<Fit> fit, long at) {}

    /** Who writes down its classes. */
    private record Claim(Life life, Order order, boolean ordered, long at) {}

    /** @param beginsNow otherwise it is prepared for later, and cannot be the one that writes down its classes */
    record Life(WorkerId id, int incarnation, boolean beginsNow) {}

    /**
     * An archive to be made.
     *
     * @param java that of the workers
     * @param options of the JVM, those that the archive depends on
     * @param list of classes, as a worker's JVM has written it down
     * @param queue whether the workers have one
     */
    record Order(Fit fit, Path java, List<String> options, List<String> classPath, Path list, boolean queue) {}

    /** Who makes them. It answers by {@link #made} or {@link #failed}, or not at all. */
    interface Maker {
        /** Takes an order, and does not wait for it. */
        void order(Order order, Archives told);
    }

    private final Shelf shelf;
    private final Maker maker;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    /** Guarded by itself. */
    private final Set<Fit> hopeless = new HashSet<>();

    Archives(Shelf shelf, Maker maker) {
        this.shelf = shelf;
        this.maker = maker;
    }

    /**
     * What a service's JVM gets for it, as far as its program and its policy allow it at all.
     *
     * @param words the options that the JVM has anyway, the service's own among them
     */
    List<String> words(Life life, ServiceSpec spec, JavaRuntime runtime, List<String> words, List<String> classPath) {
        if (!isWanted(spec)) {
            return List.of();
        }
        List<String> options = JvmWords.thatMatter(words);
        Optional<Fit> fit = fit(spec, runtime, options, classPath);
        if (fit.isEmpty()) {
            return List.of();
        }
        Optional<Path> archive = shelf.find(fit.get());
        if (archive.isPresent()) {
            return JvmWords.using(archive.get(), fit.get().feature());
        }
        if (!life.beginsNow() || isHopeless(fit.get()) || isClaimed(fit.get(), life.id())) {
            return List.of();
        }
        Path list = shelf.scratch(fit.get(), "classes");
        try {
            Files.writeString(list, ""); // by the JVM it would fail in silence
        } catch (IOException e) {
            LOG.debug("{}: its classes are not written down: {}", life.id(), e.toString());
            return List.of();
        }
        boolean queue = spec.launch().queues().values().stream()
                .anyMatch(one -> one.address().startsWith("chronicle:"));
        Order order = new Order(fit.get(), runtime.java(), options, classPath, list, queue);
        claims.put(spec.name(), new Claim(life, order, false, System.nanoTime()));
        return JvmWords.recording(list);
    }

    /** A worker of another user could neither write its list nor read its archive: both lie in the master's own directory. */
    private static boolean isWanted(ServiceSpec spec) {
        return spec.policy()
                        .start()
                        .archive()
                        .filter(StartPolicy.Archive.AUTO::equals)
                        .isPresent()
                && spec.launch().attributes().account().isNone()
                && spec.launch().program() instanceof Program.MainClass main
                && !JvmWords.haveOwnPlans(
                        main.jvm().options(), spec.launch().environment().plain());
    }

    private Optional<Fit> fit(ServiceSpec spec, JavaRuntime runtime, List<String> options, List<String> classPath) {
        long now = System.nanoTime();
        Seen before = seen.get(spec.name());
        if (before != null
                && now - before.at() < LOOK_AGAIN_NANOS
                && before.launch().equals(spec.launch())) {
            return before.fit(); // a hundred workers that start at once look once
        }
        Optional<Fit> fit = Fit.of(spec.name(), runtime.home(), runtime.version(), options, classPath);
        seen.put(spec.name(), new Seen(spec.launch(), fit, now));
        return fit;
    }

    private boolean isClaimed(Fit fit, WorkerId id) {
        Claim claim = claims.get(fit.service());
        if (claim == null || !claim.order().fit().equals(fit)) {
            return false;
        }
        long age = System.nanoTime() - claim.at();
        return claim.ordered()
                ? age < ORDER_NANOS
                : age < CLAIM_NANOS && !claim.life().id().equals(id);
    }

    private boolean isHopeless(Fit fit) {
        synchronized (hopeless) {
            return hopeless.contains(fit);
        }
    }

    /** When a worker has become ready that writes down its classes, an archive is ordered. */
    @Override
    public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
        if (after.phase() == Phase.READY && before.phase() != Phase.READY) {
            ready(after.id(), after.incarnation());
        }
    }

    @Override
    public void fault(Object what, Throwable fault) {
        // of the loop's, told by others
    }

    void ready(WorkerId id, int incarnation) {
        Claim claim = claims.get(id.service());
        if (claim != null && claim.life().equals(new Life(id, incarnation, true))) {
            claims.put(id.service(), new Claim(claim.life(), claim.order(), true, System.nanoTime()));
            maker.order(claim.order(), this);
        }
    }

    /** Any thread. */
    void made(Shelf.Entry entry, long millis) {
        LOG.info(
                "{}: its next workers start from an archive of classes ({} kB, made in {} ms)",
                entry.service(),
                entry.bytes() >> 10,
                millis);
    }

    /** It is not tried again by this master. Any thread. */
    void failed(Fit fit, String why) {
        synchronized (hopeless) {
            hopeless.add(fit);
        }
        LOG.warn("{}: no archive of its classes was made, its workers start without: {}", fit.service(), why);
    }
}
