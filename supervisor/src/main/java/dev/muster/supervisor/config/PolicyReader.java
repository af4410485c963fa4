package dev.muster.supervisor.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.Quantity;
import dev.muster.supervisor.spec.Recycle;
import dev.muster.supervisor.spec.RestartLimit;
import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServicePolicy;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.StopPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules of a service: restart, stop, start, logs, what happens without a master, and how it is renewed. */
final class PolicyReader {

    private static final Duration NONE = Duration.ZERO;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration KEEP_FOR = Duration.ofMinutes(10);
    private static final Set<String> FREEZING = Set.of("STOP", "TSTP", "TTIN", "TTOU");
    private static final int MOST_WARM = 100;
    private static final int MOST_RESTARTS = 1_000_000;
    private static final Duration LEAST_AGE = Duration.ofSeconds(1);
    private static final Duration MOST_AGE = Duration.ofDays(3650);
    private static final long TIB = 1L << 40;

    private final boolean foreground;

    PolicyReader(boolean foreground) {
        this.foreground = foreground;
    }

    ServicePolicy read(Block service, Program program) {
        return new ServicePolicy(
                restart(service.block("restart")),
                stop(service.block("stop")),
                start(service.block("start"), program),
                ProbeReader.readiness(service.block("readiness")),
                ProbeReader.liveness(service.block("liveness"), program),
                logs(service.block("logs")),
                keepFor(service.block("on-master-death")),
                rolling(service.block("rolling")),
                recycle(service.block("recycle"), program),
                LimitsReader.resources(service),
                warm(service, program));
    }

    private static int warm(Block service, Program program) {
        int warm = Scalar.count(service, "warm", 0, MOST_WARM);
        if (warm > 0 && !(program instanceof Program.MainClass)) {
            service.wrong(
                    "warm",
                    "only goes with main: another program cannot wait for a slot; start it with main, or remove this");
        } else if (warm > 0 && service.value("schedule").isPresent()) {
            service.wrong(
                    "warm", "does not go with a schedule: between two runs nobody would use it; remove one of the two");
        }
        return warm;
    }

    private static RestartPolicy restart(Block block) {
        RestartPolicy policy = new RestartPolicy(
                Scalar.choice(block, "when", RestartPolicy.When.class, RestartPolicy.When.ALWAYS),
                successCodes(block),
                backoff(block.block("backoff")),
                limit(block),
                Scalar.choice(block, "then", RestartPolicy.Then.class, RestartPolicy.Then.KEEP_TRYING));
        block.finish();
        return policy;
    }

    private static Set<Integer> successCodes(Block block) {
        Set<Integer> codes = new TreeSet<>();
        for (String text : block.texts("success-codes", true)) {
            if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= 255) {
                codes.add(Integer.valueOf(text));
            } else {
                block.wrong("success-codes", "must be exit codes between 0 and 255, not \"" + text + "\"");
            }
        }
        return codes;
    }

    private static Backoff backoff(Block block) {
        Duration initial = Scalar.duration(block, "initial", NONE, Duration.ofHours(1));
        Duration max = Scalar.duration(block, "max", NONE, DAY);
        if (max.compareTo(initial) < 0) {
            String key = block.isOwn("max") ? "max" : "initial";
            block.wrong(
                    key, "max (" + Quantity.text(max) + ") must not be below initial (" + Quantity.text(initial) + ")");
        }
        Backoff backoff = new Backoff(
                initial,
                max,
                Scalar.number(block, "factor", 1, 100),
                Scalar.number(block, "jitter", 0, 1),
                Scalar.duration(block, "reset-after", NONE, DAY));
        block.finish();
        return backoff;
    }

    private static Optional<RestartLimit> limit(Block block) {
        Optional<ConfigValue> value = block.value("limit");
        if (value.isEmpty() || value.flatMap(Scalar::text).equals(Optional.of("unlimited"))) {
            return Optional.empty();
        }
        if (!(value.get() instanceof ConfigObject)) {
            block.wrong("limit", "must be unlimited or { restarts = 5, within = 1m }, not " + Block.shown(value.get()));
            return Optional.empty();
        }
        Block limit = block.block("limit");
        RestartLimit result = new RestartLimit(
                Scalar.count(limit, "restarts", 1, MOST_RESTARTS),
                Scalar.duration(limit, "within", Duration.ofSeconds(1), WEEK));
        limit.finish();
        return Optional.of(result);
    }

    private static StopPolicy stop(Block block) {
        String written = block.text("signal").orElse("TERM");
        Optional<String> signal = Signals.find(written).map(Signals::name);
        if (signal.isEmpty()) {
            block.wrong(
                    "signal", "no such signal: \"" + written + "\"; usual are TERM, INT, QUIT, HUP, USR1, USR2, KILL");
        } else if (FREEZING.contains(signal.get())) {
            block.wrong("signal", signal.get() + " would freeze the worker instead of ending it");
        }
        StopPolicy policy = new StopPolicy(signal.orElse("TERM"), Scalar.duration(block, "grace", NONE, DAY));
        block.finish();
        return policy;
    }

    private static StartPolicy start(Block block, Program program) {
        StartPolicy.Ready ready = ProbeReader.ready(block, program);
        Duration least = Duration.ofMillis(100);
        Optional<StartPolicy.Archive> archive =
                Optional.of(Scalar.choice(block, "archive", StartPolicy.Archive.class, StartPolicy.Archive.AUTO));
        boolean hasClasses = program instanceof Program.MainClass;
        if (!hasClasses && block.isOwn("archive")) {
            block.wrong("archive", "only goes with main");
        }
        StartPolicy policy = new StartPolicy(
                ready, Scalar.duration(block, "timeout", least, DAY), archive.filter(auto -> hasClasses));
        block.finish();
        return policy;
    }

    private static LogPolicy logs(Block block) {
        Optional<String> target = block.text("target");
        if (target.isPresent() && !Path.of(target.get()).isAbsolute()) {
            block.wrong("target", "must be an absolute path such as /dev/stdout, not \"" + target.get() + "\"");
        }
        long maxSize = Scalar.size(block, "max-size", 4096, TIB);
        long totalMax = Scalar.size(block, "total-max", 4096, TIB);
        if (totalMax < maxSize) {
            String key = block.isOwn("total-max") ? "total-max" : "max-size";
            block.wrong(
                    key,
                    "total-max (" + Quantity.text(totalMax) + ") must not be below max-size (" + Quantity.text(maxSize)
                            + ")");
        }
        LogPolicy policy = new LogPolicy(
                Scalar.choice(block, "format", LogPolicy.Format.class, LogPolicy.Format.RAW),
                target,
                maxSize,
                maxAge(block),
                Scalar.count(block, "keep", 0, 10_000),
                Scalar.yesOrNo(block, "compress"),
                totalMax,
                Scalar.yesOrNo(block, "journal"));
        block.finish();
        return policy;
    }

    private static Duration maxAge(Block block) {
        Duration age = Scalar.duration(block, "max-age", NONE, Duration.ofDays(3650));
        if (!age.isZero() && age.compareTo(Duration.ofMinutes(1)) < 0) {
            block.wrong("max-age", "must be at least 1m, or 0 for no rotation by age, not " + Quantity.text(age));
        }
        return age;
    }

    private static Rolling rolling(Block block) {
        Rolling rolling = new Rolling(
                Scalar.count(block, "max-unavailable", 0, ServiceReader.MOST_WORKERS),
                Scalar.count(block, "max-surge", 0, ServiceReader.MOST_WORKERS),
                Scalar.choice(block, "boot-priority", Rolling.BootPriority.class, Rolling.BootPriority.LOW));
        if (rolling.maxUnavailable() == 0 && rolling.maxSurge() == 0) {
            block.wrong(
                    "max-unavailable", "0 needs a max-surge of at least 1: without one nobody could ever be replaced");
        }
        block.finish();
        return rolling;
    }

    private static Optional<Recycle> recycle(Block block, Program program) {
        Recycle recycle = new Recycle(
                block.value("after-jobs").map(given -> Scalar.count(block, "after-jobs", 1, Integer.MAX_VALUE)),
                block.value("max-age").map(given -> Scalar.duration(block, "max-age", LEAST_AGE, MOST_AGE)),
                block.value("max-rss").map(given -> Scalar.size(block, "max-rss", 1 << 20, TIB)),
                Scalar.number(block, "jitter", 0, 1));
        block.finish();
        if (recycle.afterJobs().isPresent() && !(program instanceof Program.MainClass)) {
            block.wrong(
                    "after-jobs", "only goes with main: other programs do not tell how many jobs they have handled");
        }
        boolean any = recycle.afterJobs().isPresent()
                || recycle.maxAge().isPresent()
                || recycle.maxRss().isPresent();
        return any ? Optional.of(recycle) : Optional.empty();
    }

    private Duration keepFor(Block block) {
        Duration keepFor = block.value("keep-for").isPresent()
                ? Scalar.duration(block, "keep-for", NONE, WEEK)
                : foreground ? NONE : KEEP_FOR;
        block.finish();
        return keepFor;
    }
}
