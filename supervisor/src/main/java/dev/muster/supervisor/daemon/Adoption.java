package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.Version;
import dev.muster.supervisor.core.Bequest;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.LastExit;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Inheritance;
import dev.muster.supervisor.loop.Inheritance.Orphan;
import dev.muster.supervisor.process.BootId;
import dev.muster.supervisor.process.Cgroups;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.Survivors;
import dev.muster.supervisor.process.Survivors.Survivor;
import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.spec.ServicePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.StopPolicy;
import dev.muster.supervisor.spec.Ties;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.state.WorkerRecord;
import dev.muster.supervisor.state.WorkerRecords;
import dev.muster.wire.WorkerEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the workers that a former master has left behind: by what it wrote down of them, and by their environment what it did not live to
 * write down.
 */
final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
    private static final long LOG_BYTES = 100 << 20;
    /**
     * Of a worker that was started from another configuration it is only known that it was another. One that crashes before it is replaced must
     * be able to start, so it is taken for the wanted one with a variable more.
     */
    private static final String FORMER = "MUSTER_FORMER_CONFIGURATION";

    private static final Launch UNKNOWN = new Launch(
            new Program.Command(List.of("(unknown)")), Map.of(), Path.of("/"), Map.of(), Map.of(), Optional.empty());

    private final FleetSpec wanted;
    private final ExitWords exits;
    private final Instant now;
    private final Origins origins = new Origins();
    private final Map<WorkerId, Child> children = new TreeMap<>();
    private final Map<WorkerId, Orphan> orphans = new TreeMap<>();
    private final Map<WorkerId, Integer> lives = new HashMap<>();
    private final Map<WorkerId, Bequest> bequests = new HashMap<>();

    /**
     * What was found: for the loop, and for who takes hold of the processes.
     *
     * @param spares of nobody any more
     */
    record Found(Inheritance inheritance, Map<WorkerId, Child> children, List<Child> spares) {
        Set<WorkerId> slots() {
            return inheritance.orphans().stream().map(Orphan::id).collect(Collectors.toSet());
        }

        /** Whether somebody lives who was ready: the fleet was up. */
        boolean wasUp() {
            return inheritance.orphans().stream()
                    .anyMatch(orphan -> orphan.news() instanceof WorkerEvent.Adopted adopted
                            && adopted.bequest().phase() == Phase.READY
                            && adopted.bequest().exit().isEmpty());
        }
    }

    private Adoption(FleetSpec wanted, ExitWords exits, Instant now) {
        this.wanted = wanted;
        this.exits = exits;
        this.now = now;
    }

    /**
     * Looks for them. Nothing is touched.
     *
     * @param now the loop's monotonic time
     */
    static Found find(Home home, FleetSpec wanted, WorkerRecords records, Desired desired, Instant now) {
        Adoption adoption = new Adoption(wanted, new ExitWords(home.run()), now);
        List<Survivor> survivors = Survivors.startedWith(
                WorkerEnvironment.RUN,
                home.run().toString(),
                List.of(WorkerEnvironment.WORKER, WorkerEnvironment.INCARNATION, WorkerEnvironment.SPARE));
        String boot = BootId.current();
        records.read().stream()
                .filter(record -> record.boot().equals(boot))
                .forEach(record -> adoption.recorded(record, survivors));
        survivors.stream()
                .filter(Survivor::leadsItsSession)
                .sorted(Comparator.comparingLong(Survivor::startTicks))
                .forEach(adoption::unrecorded);
        adoption.lives.keySet().removeIf(adoption::isAdopted);
        return new Found(
                new Inheritance(List.copyOf(adoption.orphans.values()), adoption.lives, desired),
                adoption.children,
                adoption.spares(survivors));
    }

    /** Whose news bring the number of its life with them. */
    private boolean isAdopted(WorkerId id) {
        Orphan orphan = orphans.get(id);
        return orphan != null && orphan.news() instanceof WorkerEvent.Adopted;
    }

    private void recorded(WorkerRecord record, List<Survivor> survivors) {
        WorkerId id = WorkerId.parse(record.worker());
        Instant zero = now.minusNanos(System.nanoTime());
        Bequest left = record.bequest().shifted(Duration.between(record.zero(), zero));
        lives.put(id, record.incarnation());
        bequests.put(id, left);
        Optional<Child> child = record.pid() == 0 ? Optional.empty() : Child.adopt(record.pid(), record.startTicks());
        if (child.isPresent()) {
            adopt(id, record, left, child.get());
        } else if (record.pid() == 0) {
            resume(id, record, left);
        } else {
            dead(id, record, left, survivors);
        }
    }

    /** Its leader has died; members of its group have to end before the slot has another life. */
    private void dead(WorkerId id, WorkerRecord record, Bequest left, List<Survivor> survivors) {
        Optional<LastExit> exit = left.exit().or(() -> status(id, record).map(how -> new LastExit(how, now)));
        if (survivors.stream().anyMatch(member -> member.group() == record.pid() && isOf(member, id))) {
            adopt(
                    id,
                    record,
                    left.with(exit.orElse(new LastExit(ExitStatus.unknown(), now))),
                    Child.leaderless(record.pid(), record.startTicks()));
        } else if (exit.isPresent() && wanted(id).isPresent()) {
            orphans.put(id, orphan(id, record, left.with(exit.get()), record.pid(), age(record)));
        } else if (left.run() == 0) { // a run is not begun twice
            resume(id, record, left.interrupted("ended while there was no master"));
        }
    }

    private Optional<ExitStatus> status(WorkerId id, WorkerRecord record) {
        Optional<String> user = wanted(id).flatMap(spec -> spec.launch().user());
        return Child.unreaped(record.pid(), record.startTicks())
                .or(() -> exits.read(id, user, record.incarnation(), record.pid()));
    }

    /** What a worker has started that was a spare does not know more than its service. */
    private static boolean isOf(Survivor left, WorkerId id) {
        return id.toString().equals(left.variables().get(WorkerEnvironment.WORKER))
                || spareName(left).startsWith(id.service() + "." + Cgroups.SPARE);
    }

    /** Empty when it was none, and is of none. */
    private static String spareName(Survivor survivor) {
        return survivor.variables().getOrDefault(WorkerEnvironment.SPARE, "");
    }

    /**
     * The spares that a former master has left: those that wait end by themselves, as soon as they are able to; and one that was given a slot
     * is written down with it, unless the master was killed in that very moment. Then nobody knows which slot, and it must not be worked in
     * twice.
     */
    private List<Child> spares(List<Survivor> survivors) {
        Set<Integer> adopted = children.values().stream().map(Child::pid).collect(Collectors.toSet());
        Set<String> names = survivors.stream()
                .filter(survivor -> adopted.contains(survivor.pid()))
                .map(Adoption::spareName)
                .collect(Collectors.toSet());
        return survivors.stream()
                .filter(survivor -> !spareName(survivor).isEmpty() && !names.contains(spareName(survivor)))
                .filter(survivor -> survivor.leadsItsSession() && survivor.isCalledWith(WorkerLaunch.WORKER_MAIN))
                .flatMap(survivor -> Child.adopt(survivor.pid(), survivor.startTicks()).stream())
                .toList();
    }

    /** Spawned by a master that was killed before it could write so. A later life than the recorded one, or it is a child of that. */
    private void unrecorded(Survivor survivor) {
        Map<String, String> variables = survivor.variables();
        WorkerId id;
        int incarnation;
        try {
            id = WorkerId.parse(variables.getOrDefault(WorkerEnvironment.WORKER, ""));
            incarnation = Integer.parseInt(variables.getOrDefault(WorkerEnvironment.INCARNATION, ""));
        } catch (IllegalArgumentException foreign) {
            LOG.debug("process {} is no worker of ours", survivor.pid(), foreign);
            return;
        }
        Optional<String> user = wanted(id).flatMap(spec -> spec.launch().user());
        boolean later = incarnation > lives.getOrDefault(id, 0) && !children.containsKey(id);
        if (later && survivor.runsAs(user)) {
            Bequest left =
                    Optional.ofNullable(bequests.get(id)).map(Bequest::begun).orElseGet(() -> Bequest.plain(false));
            Child.adopt(survivor.pid(), survivor.startTicks())
                    .ifPresent(child -> hold(
                            id,
                            incarnation,
                            child,
                            new Orphan(
                                    id,
                                    wanted(id).orElseGet(() -> removed(id)),
                                    new WorkerEvent.Adopted(incarnation, child.pid(), now.minus(child.age()), left))));
        }
    }

    private void adopt(WorkerId id, WorkerRecord record, Bequest left, Child child) {
        hold(id, record.incarnation(), child, orphan(id, record, left, child.pid(), child.age()));
    }

    private void hold(WorkerId id, int incarnation, Child child, Orphan orphan) {
        lives.put(id, incarnation);
        children.put(id, child);
        orphans.put(id, orphan);
    }

    private Orphan orphan(WorkerId id, WorkerRecord record, Bequest left, int pid, Duration age) {
        return new Orphan(
                id, spec(id, record), new WorkerEvent.Adopted(record.incarnation(), pid, now.minus(age), left));
    }

    private static Duration age(WorkerRecord record) {
        return Child.leaderless(record.pid(), record.startTicks()).age();
    }

    private void resume(WorkerId id, WorkerRecord record, Bequest left) {
        if (wanted(id).isPresent()) {
            orphans.put(id, new Orphan(id, spec(id, record), new WorkerEvent.Resumed(record.incarnation(), left)));
        }
    }

    /** What it was started from; when that is not what is wanted now, it only has to be different. */
    private ServiceSpec spec(WorkerId id, WorkerRecord record) {
        Optional<ServiceSpec> service = wanted(id);
        if (service.isPresent() && !record.version().equals(Version.TEXT)) {
            LOG.info(
                    "{}: started by muster {}; a change of its configuration since then cannot be told",
                    id,
                    record.version());
            return service.get();
        }
        if (service.isPresent()
                && record.launch().equals(origins.of(service.get()).digest())) {
            return service.get();
        }
        StopPolicy stop = new StopPolicy(
                record.stop().signal(), Duration.ofMillis(record.stop().graceMs()));
        ServiceSpec other = service.map(spec -> spec.withLaunch(spec.launch().with(FORMER, "another")))
                .orElseGet(() -> removed(id));
        return other.withPolicy(other.policy().withStop(stop));
    }

    private Optional<ServiceSpec> wanted(WorkerId id) {
        return wanted.service(id.service());
    }

    /** For a service that there is no more: just enough to end it. */
    private static ServiceSpec removed(WorkerId id) {
        RestartPolicy never = new RestartPolicy(
                RestartPolicy.When.NEVER,
                Set.of(0),
                new Backoff(Duration.ZERO, Duration.ZERO, 1, 0, Duration.ZERO),
                Optional.empty(),
                RestartPolicy.Then.FAIL);
        LogPolicy logs = new LogPolicy(
                LogPolicy.Format.RAW, Optional.empty(), LOG_BYTES, Duration.ZERO, 1, false, 2 * LOG_BYTES);
        ServicePolicy policy = new ServicePolicy(
                never,
                new StopPolicy("TERM", Duration.ofSeconds(10)),
                new StartPolicy(StartPolicy.Ready.SPAWNED, Duration.ofSeconds(30)),
                logs,
                Duration.ZERO);
        return new ServiceSpec(id.service(), UNKNOWN, id.slot(), false, Ties.none(0), policy);
    }
}
