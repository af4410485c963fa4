package dev.muster.supervisor.migrate;

import dev.muster.supervisor.spec.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** One service unit (systemd.service(5), systemd.exec(5), systemd.kill(5)). Used once. */
final class SystemdService {
    private static final Set<String> MEANINGLESS = Set.of(
            "Description",
            "Documentation",
            "Wants",
            "Requires",
            "DefaultDependencies",
            "SyslogIdentifier",
            "NotifyAccess",
            "KillMode",
            "SendSIGKILL",
            "Delegate",
            "WantedBy",
            "RequiredBy",
            "Also",
            "Alias",
            "SyslogFacility",
            "SyslogLevel");

    private final Keys unit;
    private final Keys service;
    private final Keys install;
    private final Draft draft;
    private final Specifiers specifiers;

    SystemdService(IniFile ini, Draft draft, String fileName) {
        unit = ini.keys("Unit");
        service = ini.keys("Service");
        install = ini.keys("Install");
        this.draft = draft;
        specifiers = new Specifiers(fileName, draft);
    }

    /**
     * Sets all that there is an equivalent for.
     *
     * @param named what an imported unit is called here, or nothing
     * @param oneShot whether a service of ours is one that runs to its end
     */
    void translate(UnaryOperator<String> named, Predicate<String> oneShot) {
        String type = service.take("Type").orElse("simple");
        command();
        type(type);
        service.take("User").ifPresent(user -> draft.text("user", specifiers.expand(user)));
        service.take("WorkingDirectory").ifPresent(this::workingDirectory);
        after(named, oneShot);
        restart(type);
        stop();
        service.take("StandardOutput").ifPresent(this::output);
        service.take("StandardError")
                .filter(text -> !Set.of("inherit", "journal", "syslog").contains(text))
                .ifPresent(text -> draft.remark("StandardError = " + text));
        environment();
        remarks();
    }

    private void command() {
        List<String> lines = service.takeAll("ExecStart");
        if (lines.isEmpty()) {
            draft.remark("it has no ExecStart");
            draft.set("command", "[\"true\"]");
        } else if (lines.size() == 1) {
            ExecLine line = ExecLine.parse(lines.get(0), specifiers, draft);
            draft.set("command", Hocon.list(line.command()));
        } else {
            List<String> all = lines.stream()
                    .map(line -> ExecLine.parse(line, specifiers, draft).shell())
                    .toList();
            draft.set("command", Hocon.list(List.of("sh", "-c", String.join(" && ", all))));
        }
    }

    private void type(String type) {
        switch (type) {
            case "notify", "notify-reload" -> {
                draft.set("start.ready", "notify");
                time("WatchdogSec").ifPresent(time -> draft.duration("liveness.watchdog", time));
                time("TimeoutStartSec").ifPresent(time -> draft.duration("start.timeout", time));
            }
            case "forking" ->
                draft.remark("Type = forking: the program must stay in the foreground; look for its option");
            case "dbus" -> draft.remark("Type = dbus: it counts as ready when it was spawned");
            default -> {}
        }
    }

    private void workingDirectory(String text) {
        String path = text.startsWith("-") ? text.substring(1) : text;
        if (path.equals("~")) {
            draft.remark("WorkingDirectory = ~");
        } else {
            draft.text("working-directory", specifiers.expand(path));
        }
    }

    private void after(UnaryOperator<String> named, Predicate<String> oneShot) {
        Set<String> services = new LinkedHashSet<>();
        for (String line : unit.takeAll("After")) {
            for (String other : line.split("\\s+", -1)) {
                String name = named.apply(specifiers.expand(other));
                if (!name.isEmpty()) {
                    services.add(name);
                } else if (other.endsWith(".service") || other.endsWith(".socket") || other.endsWith(".mount")) {
                    draft.remark("After = " + other + ": it was not among the imported files");
                }
            }
        }
        for (String line : unit.takeAll("Before")) {
            for (String other : line.split("\\s+", -1)) {
                String name = named.apply(specifiers.expand(other));
                if (!name.isEmpty()) {
                    draft.remark("Before = " + other + ": after = [" + draft.name() + "] in " + name + " does it");
                }
            }
        }
        if (!services.isEmpty()) {
            draft.set(
                    "after",
                    services.stream()
                            .map(name ->
                                    oneShot.test(name) ? "{ service = " + name + ", condition = completed }" : name)
                            .collect(Collectors.joining(", ", "[", "]")));
        }
    }

    private void restart(String type) {
        String restart = service.take("Restart").orElse("no");
        switch (restart) {
            case "always" -> {}
            case "on-failure" -> draft.set("restart.when", "on-failure");
            case "no" -> draft.set("restart.when", "never");
            case "on-success" -> draft.remark("Restart = on-success: it is always restarted");
            default -> {
                draft.set("restart.when", "on-failure");
                draft.remark("Restart = " + restart + ": it is restarted after every failure");
            }
        }
        if (type.equals("oneshot") && restart.equals("no")) {
            draft.remark("Type = oneshot: it runs once at the start of the master");
        }
        service.take("SuccessExitStatus").ifPresent(this::successCodes);
        time("RestartSec").filter(time -> !time.isZero()).ifPresent(draft::pause);
        Optional<String> burst = service.take("StartLimitBurst").or(() -> unit.take("StartLimitBurst"));
        Optional<String> within = service.take("StartLimitIntervalSec")
                .or(() -> service.take("StartLimitInterval"))
                .or(() -> unit.take("StartLimitIntervalSec"))
                .or(() -> unit.take("StartLimitInterval"));
        Duration interval = within.flatMap(TimeSpan::parse).orElse(Duration.ofSeconds(10));
        if ((burst.isPresent() || within.isPresent()) && !interval.isZero()) {
            draft.limit(
                    burst.filter(text -> text.matches("[0-9]{1,6}"))
                            .map(Integer::valueOf)
                            .orElse(5),
                    interval);
        }
    }

    private void successCodes(String text) {
        List<String> codes = new ArrayList<>(List.of("0"));
        for (String code : text.split("\\s+", -1)) {
            if (code.matches("[0-9]{1,3}")) {
                codes.add(code);
            } else {
                draft.remark("SuccessExitStatus = " + code);
            }
        }
        draft.set("restart.success-codes", Hocon.list(codes));
    }

    private void stop() {
        service.take("KillSignal").ifPresent(text -> {
            if (Signals.find(text).isPresent()) {
                draft.text("stop.signal", text.replaceFirst("^SIG", ""));
            } else {
                draft.remark("KillSignal = " + text);
            }
        });
        Optional<Duration> both = time("TimeoutSec");
        time("TimeoutStopSec").or(() -> both).ifPresent(time -> draft.duration("stop.grace", time));
        service.take("KillMode")
                .filter(mode -> !mode.equals("control-group"))
                .ifPresent(mode -> draft.remark("KillMode = " + mode + ": signals go to the whole group"));
    }

    private void output(String text) {
        if (text.equals("null")) {
            draft.text("logs.target", "/dev/null");
        } else if (text.startsWith("file:") || text.startsWith("append:")) {
            draft.remark("StandardOutput = " + text + ": the logs are in Muster's directory, a file for each worker");
        } else if (!Set.of("journal", "inherit", "syslog", "journal+console", "kmsg")
                .contains(text)) {
            draft.remark("StandardOutput = " + text);
        }
    }

    private void environment() {
        for (String line : service.takeAll("PassEnvironment")) {
            Words.split(line).forEach(name -> draft.variable(name, Hocon.text(Hocon.reference(name))));
        }
        boolean first = true;
        for (String text : service.takeAll("EnvironmentFile")) {
            String file = specifiers.expand(text.startsWith("-") ? text.substring(1) : text);
            if (!first) {
                draft.remark("EnvironmentFile = " + text + ": a service has one env-file");
            } else if (!Files.isRegularFile(Path.of(file))) {
                draft.remark("EnvironmentFile = " + text + ": there is no such file here; env-file = "
                        + Hocon.text(file) + " reads it");
            } else {
                draft.text("env-file", file);
                first = false;
            }
        }
        for (String line : service.takeAll("Environment")) {
            for (String pair : Words.split(specifiers.expand(line))) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    draft.variable(pair.substring(0, equals), Hocon.text(pair.substring(equals + 1)));
                } else {
                    draft.remark("Environment = " + pair);
                }
            }
        }
        for (String line : service.takeAll("UnsetEnvironment")) {
            Words.split(line).forEach(name -> draft.variable(name, "null"));
        }
    }

    private void remarks() {
        service.takeAll("ExecReload")
                .forEach(line -> draft.remark("ExecReload = " + line
                        + (line.contains("HUP") ? ": `muster signal HUP " + draft.name() + "`" : "")));
        service.takeAll("LimitNOFILE")
                .forEach(limit -> draft.remark("LimitNOFILE = " + limit + ": `prlimit --nofile=" + limit
                        + "` in front of the command does it"));
        for (Keys keys : List.of(unit, service, install)) {
            keys.ignore(MEANINGLESS);
            keys.remarkRest(draft);
        }
    }

    private Optional<Duration> time(String key) {
        Optional<String> text = service.take(key);
        Optional<Duration> time = text.flatMap(TimeSpan::parse);
        if (text.isPresent() && time.isEmpty()) {
            draft.remark(key + " = " + text.get());
        }
        return time;
    }
}
