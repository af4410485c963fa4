package dev.muster.supervisor.testkit;

import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.HealthCheck;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.LivenessPolicy;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.Recycle;
import dev.muster.supervisor.spec.RestartLimit;
import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ScalePolicy;
import dev.muster.supervisor.spec.Schedule;
import dev.muster.supervisor.spec.ServicePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Staff;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.StopPolicy;
import dev.muster.supervisor.spec.Ties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Specifications for tests: one worker of {@code printer}, ready when it says so, with the default policies, unless a test says
 * otherwise. Immutable; each method makes a changed copy.
 */
public record Specs(ServiceSpec spec) {

    public static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), 2, 0.2, Duration.ofSeconds(10));

    private static final RestartPolicy RESTART =
            new RestartPolicy(When.ALWAYS, Set.of(0), BACKOFF, Optional.empty(), Then.KEEP_TRYING);
    private static final LogPolicy LOGS =
            new LogPolicy(LogPolicy.Format.RAW, Optional.empty(), 1 << 20, Duration.ofDays(1), 3, true, 1 << 24);

    public static Specs service(String name) {
        ServicePolicy policy = new ServicePolicy(
                RESTART,
                new StopPolicy("TERM", Duration.ofSeconds(30)),
                new StartPolicy(StartPolicy.Ready.SDK, Duration.ofSeconds(60)),
                LOGS,
                Duration.ZERO);
        return new Specs(new ServiceSpec(name, launch(name), 1, true, Ties.none(0), policy));
    }

    public static Specs printer() {
        return service("printer");
    }

    public static FleetSpec fleet(Specs... services) {
        Map<String, ServiceSpec> byName = new LinkedHashMap<>();
        for (Specs service : services) {
            byName.put(service.spec().name(), service.spec());
        }
        return new FleetSpec("test", Map.of(), byName);
    }

    public Specs workers(int workers) {
        return new Specs(spec.withWorkers(workers));
    }

    /** As many as the backlog of its queue {@code in} needs. */
    public Specs scaled(ScalePolicy policy) {
        return new Specs(spec.withStaff(Staff.of(policy)));
    }

    public Specs priority(int priority) {
        Ties old = spec.ties();
        return ties(new Ties(priority, old.after(), old.strategy(), old.essential()));
    }

    /** Waits until each of these is ready. */
    public Specs after(String... services) {
        Specs changed = this;
        for (String service : services) {
            changed = changed.after(service, Dependency.Condition.READY);
        }
        return changed;
    }

    public Specs after(String service, Dependency.Condition condition) {
        Ties old = spec.ties();
        List<Dependency> after = new ArrayList<>(old.after());
        after.add(new Dependency(service, condition));
        return ties(new Ties(old.priority(), after, old.strategy(), old.essential()));
    }

    /** Comes after nobody. */
    public Specs alone() {
        Ties old = spec.ties();
        return ties(new Ties(old.priority(), List.of(), old.strategy(), old.essential()));
    }

    public Specs strategy(Ties.Strategy strategy) {
        Ties old = spec.ties();
        return ties(new Ties(old.priority(), old.after(), strategy, old.essential()));
    }

    public Specs essential() {
        Ties old = spec.ties();
        return ties(new Ties(old.priority(), old.after(), old.strategy(), true));
    }

    private Specs ties(Ties ties) {
        return new Specs(new ServiceSpec(
                spec.name(), spec.launch(), spec.staff(), spec.autostart(), ties, spec.schedule(), spec.policy()));
    }

    public Specs schedule(Schedule schedule) {
        return new Specs(new ServiceSpec(
                spec.name(),
                spec.launch(),
                spec.staff(),
                spec.autostart(),
                spec.ties(),
                Optional.of(schedule),
                spec.policy()));
    }

    public Specs notStarted() {
        return new Specs(new ServiceSpec(spec.name(), spec.launch(), spec.staff(), false, spec.ties(), spec.policy()));
    }

    public Specs command(String... argv) {
        return new Specs(spec.withLaunch(launch(argv)));
    }

    public Specs when(When when) {
        RestartPolicy old = spec.policy().restart();
        return restart(new RestartPolicy(when, old.successCodes(), old.backoff(), old.limit(), old.then()));
    }

    public Specs success(Integer... codes) {
        RestartPolicy old = spec.policy().restart();
        return restart(new RestartPolicy(old.when(), Set.of(codes), old.backoff(), old.limit(), old.then()));
    }

    public Specs backoff(Backoff backoff) {
        RestartPolicy old = spec.policy().restart();
        return restart(new RestartPolicy(old.when(), old.successCodes(), backoff, old.limit(), old.then()));
    }

    public Specs limit(int restarts, Duration within, Then then) {
        RestartPolicy old = spec.policy().restart();
        RestartLimit limit = new RestartLimit(restarts, within);
        return restart(new RestartPolicy(old.when(), old.successCodes(), old.backoff(), Optional.of(limit), then));
    }

    public Specs stop(String signal, Duration grace) {
        return policy(spec.policy().withStop(new StopPolicy(signal, grace)));
    }

    public Specs ready(StartPolicy.Ready ready, Duration timeout) {
        return policy(spec.policy().withStart(new StartPolicy(ready, timeout)));
    }

    public Specs readiness(HealthCheck readiness) {
        return policy(spec.policy().withReadiness(Optional.of(readiness)));
    }

    public Specs liveness(LivenessPolicy liveness) {
        return policy(spec.policy().withLiveness(liveness));
    }

    public Specs recycle(Recycle recycle) {
        return policy(spec.policy().withRecycle(Optional.of(recycle)));
    }

    public Specs warm(int spares) {
        return policy(spec.policy().withWarm(spares));
    }

    public Specs watchdog(Duration watchdog) {
        Launch old = spec.launch();
        return launched(new Launch(
                old.program(),
                old.environment(),
                old.workingDirectory(),
                old.settings(),
                old.queues(),
                old.attributes(),
                Optional.of(watchdog)));
    }

    public Specs main(String main) {
        return main(main, Optional.empty());
    }

    /** A JVM with such a heap, as the configuration says it. */
    public Specs heap(String heap) {
        return main("Main", Optional.of(heap));
    }

    private Specs main(String main, Optional<String> heap) {
        Program.Jvm jvm = new Program.Jvm(Optional.empty(), List.of(), heap);
        Launch old = spec.launch();
        return launched(new Launch(
                new Program.MainClass(main, List.of(), jvm),
                old.environment(),
                old.workingDirectory(),
                old.settings(),
                old.queues(),
                old.attributes(),
                old.watchdog()));
    }

    public Specs readyWhenSpawned() {
        return ready(StartPolicy.Ready.SPAWNED, Duration.ofSeconds(60));
    }

    public Specs logFormat(LogPolicy.Format format) {
        LogPolicy logs = new LogPolicy(
                format, LOGS.target(), LOGS.maxSize(), LOGS.maxAge(), LOGS.keep(), LOGS.compress(), LOGS.totalMax());
        return policy(spec.policy().withLogs(logs));
    }

    public Specs rolling(int maxUnavailable, int maxSurge) {
        return rolling(new Rolling(maxUnavailable, maxSurge, Rolling.BootPriority.LOW));
    }

    /** Also of those that replace others. */
    public Specs bootsAtOnce() {
        return rolling(new Rolling(1, 0, Rolling.BootPriority.NORMAL));
    }

    private Specs rolling(Rolling rolling) {
        return policy(spec.policy().withRolling(rolling));
    }

    private Specs restart(RestartPolicy restart) {
        return policy(spec.policy().withRestart(restart));
    }

    private Specs launched(Launch launch) {
        return new Specs(spec.withLaunch(launch));
    }

    private Specs policy(ServicePolicy policy) {
        return new Specs(spec.withPolicy(policy));
    }

    private static Launch launch(String... argv) {
        return new Launch(
                new Program.Command(List.of(argv)), Map.of(), Path.of("/"), Map.of(), Map.of(), Optional.empty());
    }
}
