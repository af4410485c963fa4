package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.Version;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Inheritance;
import dev.muster.supervisor.loop.Inheritance.Orphan;
import dev.muster.supervisor.process.BootId;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the workers that a former master has left behind: by what it wrote down of them, and by their environment what it did not live to
 * write down.
 */
final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
    private static final long LOG_BYTES = 100 << 20;
    private static final Launch UNKNOWN = new Launch(
            new Program.Command(List.of("(unknown)")), Map.of(), Path.of("/"), Map.of(), Map.of(), Optional.empty());

    private final FleetSpec wanted;
    private final Instant now;
    private final Map<WorkerId, Child> children = new TreeMap<>();
    private final List<Orphan> orphans = new ArrayList<>();
    private final Map<WorkerId, Integer> lives = new HashMap<>();

    /** What was found: for the loop, and for who takes hold of the processes. */
    record Found(Inheritance inheritance, Map<WorkerId, Child> children) {}

    private Adoption(FleetSpec wanted, Instant now) {
        this.wanted = wanted;
        this.now = now;
    }

    /**
     * Looks for them. Nothing is touched but what is left of groups whose leader has died: KILL.
     *
     * @param now the loop's monotonic time
     */
    static Found find(Home home, FleetSpec wanted, WorkerRecords records, Desired desired, Instant now) {
        Adoption adoption = new Adoption(wanted, now);
        List<Survivor> survivors = Survivors.startedWith(
                WorkerEnvironment.RUN,
                home.run().toString(),
                List.of(WorkerEnvironment.WORKER, WorkerEnvironment.INCARNATION));
        String boot = BootId.current();
        records.read().stream()
                .filter(record -> record.boot().equals(boot))
                .forEach(record -> adoption.recorded(record, survivors));
        survivors.stream()
                .filter(Survivor::leadsItsSession)
                .sorted(Comparator.comparingLong(Survivor::startTicks))
                .forEach(adoption::unrecorded);
        adoption.lives.keySet().removeAll(adoption.children.keySet());
        return new Found(new Inheritance(adoption.orphans, adoption.lives, desired), adoption.children);
    }

    private void recorded(WorkerRecord record, List<Survivor> survivors) {
        WorkerId id = WorkerId.parse(record.worker());
        lives.put(id, record.incarnation());
        Optional<Child> child = Child.adopt(record.pid(), record.startTicks());
        if (child.isPresent()) {
            WorkerEvent.Adopted news = new WorkerEvent.Adopted(
                    record.incarnation(),
                    child.get().pid(),
                    started(child.get()),
                    record.ready(),
                    record.restarts(),
                    record.run().orElse(false));
            adopt(id, spec(id, record), child.get(), news);
        } else if (survivors.stream().anyMatch(left -> left.group() == record.pid() && isOf(left, id))) {
            LOG.warn(
                    "{}#{}: died without a master; killing what is left of its process group",
                    id,
                    record.incarnation());
            Child.killGroup(record.pid());
        }
    }

    private static boolean isOf(Survivor left, WorkerId id) {
        return id.toString().equals(left.variables().get(WorkerEnvironment.WORKER));
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
            Child.adopt(survivor.pid(), survivor.startTicks())
                    .ifPresent(child -> adopt(
                            id,
                            wanted(id).orElseGet(() -> removed(id)),
                            child,
                            new WorkerEvent.Adopted(incarnation, child.pid(), started(child), false, 0)));
        }
    }

    private void adopt(WorkerId id, ServiceSpec spec, Child child, WorkerEvent.Adopted news) {
        lives.put(id, news.incarnation());
        children.put(id, child);
        orphans.add(new Orphan(id, spec, news));
    }

    private Instant started(Child child) {
        return now.minus(child.age());
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
                && record.launch().equals(Register.digest(service.get().launch()))) {
            return service.get();
        }
        StopPolicy stop = new StopPolicy(
                record.stop().signal(), Duration.ofMillis(record.stop().graceMs()));
        ServiceSpec other = service.map(spec -> spec.withLaunch(UNKNOWN)).orElseGet(() -> removed(id));
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
