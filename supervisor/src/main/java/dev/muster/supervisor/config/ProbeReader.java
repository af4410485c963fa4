package dev.muster.supervisor.config;

import com.typesafe.config.ConfigObject;
import dev.muster.supervisor.spec.Address;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.HealthCheck;
import dev.muster.supervisor.spec.LivenessPolicy;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.StartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** What a worker is asked from outside: {@code start.ready}, {@code readiness}, {@code liveness}. */
final class ProbeReader {

    private static final List<String> RHYTHM = List.of("period", "timeout", "failures", "successes");
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration START_PERIOD = Duration.ofMillis(500);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(1);
    private static final int MOST = 1000;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private ProbeReader() {}

    /** A word, a line of the log, or a probe. */
    static StartPolicy.Ready ready(Block start, Program program) {
        boolean main = program instanceof Program.MainClass;
        if (start.value("ready").filter(ConfigObject.class::isInstance).isPresent()) {
            return asked(start.block("ready"));
        }
        StartPolicy.Word usual = main ? StartPolicy.Word.SDK : StartPolicy.Word.SPAWNED;
        return Scalar.choice(start, "ready", StartPolicy.Word.class, usual);
    }

    private static StartPolicy.Ready asked(Block block) {
        Optional<String> log = block.text("log");
        Optional<Check> check = check(block, log.isPresent());
        Duration period = block.value("period").isPresent() ? period(block) : START_PERIOD;
        Duration timeout = block.value("timeout").isPresent() ? timeout(block) : START_TIMEOUT;
        int successes = block.value("successes").isPresent() ? Scalar.count(block, "successes", 1, MOST) : 1;
        block.finish();
        if (log.isPresent()) {
            RHYTHM.stream()
                    .filter(block::isOwn)
                    .forEach(key -> block.wrong(key, "means nothing with log: its lines come by themselves"));
            log.ifPresent(regex -> compile(block, regex));
            return new StartPolicy.LogLine(log.get());
        }
        if (check.isEmpty() && asksNothing(block)) {
            block.wrong("must be sdk, notify, spawned, or one of { log }, { tcp }, { http }, { exec }");
        }
        return check.<StartPolicy.Ready>map(present -> new Probe(present, period, timeout, successes))
                .orElse(StartPolicy.Ready.SPAWNED);
    }

    private static void compile(Block block, String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            block.wrong("log", "is no regular expression: " + e.getDescription() + " in \"" + regex + "\"");
        }
    }

    static Optional<HealthCheck> readiness(Block block) {
        Optional<HealthCheck> check = healthCheck(block);
        block.finish();
        return check;
    }

    static LivenessPolicy liveness(Block block, Program program) {
        Optional<HealthCheck> check = healthCheck(block);
        block.value("watchdog"); // a known key; it belongs to the launch
        Optional<Duration> stalled = block.value("stalled").isPresent()
                ? Optional.of(Scalar.duration(block, "stalled", Duration.ofSeconds(1), DAY))
                : Optional.empty();
        if (stalled.isPresent() && !(program instanceof Program.MainClass)) {
            block.wrong("stalled", "only goes with main: other programs do not tell what they claim");
        }
        block.finish();
        return new LivenessPolicy(check, stalled);
    }

    static Optional<Duration> watchdog(Block liveness) {
        return liveness.value("watchdog").isPresent()
                ? Optional.of(Scalar.duration(liveness, "watchdog", SHORTEST, DAY))
                : Optional.empty();
    }

    private static Optional<HealthCheck> healthCheck(Block block) {
        Optional<Check> check = check(block, false);
        Probe rhythm = new Probe(
                check.orElse(new Check.Tcp("1")),
                period(block),
                timeout(block),
                Scalar.count(block, "successes", 1, MOST));
        if (asksNothing(block)) {
            RHYTHM.stream()
                    .filter(block::isOwn)
                    .findFirst()
                    .ifPresent(key -> block.wrong(key, "says how often to ask, but not what: add tcp, http or exec"));
        }
        HealthCheck health = new HealthCheck(rhythm, Scalar.count(block, "failures", 1, MOST));
        return check.map(present -> health);
    }

    private static boolean asksNothing(Block block) {
        return Stream.of("tcp", "http", "exec").allMatch(key -> block.value(key).isEmpty());
    }

    private static Duration period(Block block) {
        return Scalar.duration(block, "period", SHORTEST, DAY);
    }

    private static Duration timeout(Block block) {
        return Scalar.duration(block, "timeout", Duration.ofMillis(10), DAY);
    }

    private static Optional<Check> check(Block block, boolean another) {
        Optional<String> tcp = block.text("tcp");
        Optional<String> http = block.text("http");
        List<String> exec = block.texts("exec", false);
        int kinds = (tcp.isPresent() ? 1 : 0) + (http.isPresent() ? 1 : 0) + (exec.isEmpty() ? 0 : 1);
        if (kinds + (another ? 1 : 0) > 1) {
            block.wrong("asks for several things; one of log, tcp, http, exec is allowed");
        }
        if (tcp.isPresent()) {
            return parsed(block, "tcp", tcp.get(), Address::tcp).map(address -> new Check.Tcp(tcp.get()));
        }
        if (http.isPresent()) {
            return parsed(block, "http", http.get(), Address::http).map(address -> new Check.Http(http.get()));
        }
        exec.forEach(word -> variables(block, "exec", word));
        return exec.isEmpty() ? Optional.empty() : Optional.of(new Check.Exec(exec));
    }

    /** For every slot's name in the place of a variable the text must make sense; one will do. */
    private static Optional<Address> parsed(Block block, String key, String text, Function<String, Address> parser) {
        variables(block, key, text);
        try {
            return Optional.of(parser.apply(VARIABLE.matcher(text).replaceAll("1")));
        } catch (IllegalArgumentException e) {
            block.wrong(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** A shell's own variables are none of ours. */
    private static void variables(Block block, String key, String text) {
        VARIABLE.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.matches("MUSTER_(WORKER|SERVICE|SLOT|INCARNATION|PID)"))
                .filter(name -> name.startsWith("MUSTER_") || !key.equals("exec"))
                .forEach(
                        name -> block.wrong(
                                key,
                                "knows no ${" + name
                                        + "}; there are MUSTER_WORKER, MUSTER_SERVICE, MUSTER_SLOT, MUSTER_INCARNATION and MUSTER_PID"));
    }
}
