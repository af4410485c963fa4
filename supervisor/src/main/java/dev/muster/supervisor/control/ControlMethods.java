package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.Command;
import dev.muster.supervisor.loop.CommandReply;
import dev.muster.supervisor.loop.Decision;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The methods of control.sock by name. What changes the fleet is posted to the loop and answered when the loop has decided;
 * what only looks reads the newest snapshot, so that no answer ever waits for the loop. Control thread only.
 */
final class ControlMethods {
    private final ControlPorts ports;
    private final Waits waits;
    private final Requests requests;
    private final Map<String, Consumer<Call>> methods = new LinkedHashMap<>();

    ControlMethods(
            ControlPorts ports,
            StatusMethods status,
            Waits waits,
            ConfigMethods config,
            LogMethods logs,
            EventMethods events,
            WhyMethod why) {
        this.ports = ports;
        this.waits = waits;
        this.requests = new Requests(ports.records().events());
        methods.put("version", this::version);
        methods.put("status", status::status);
        methods.put("show", status::show);
        methods.put("start", call -> verb(call, Command.Start::new, Targets::begun));
        methods.put("stop", call -> verb(call, Command.Stop::new, Targets::stopped));
        methods.put("restart", this::restart);
        methods.put("run-once", this::runOnce);
        methods.put("signal", this::signal);
        methods.put("scale", this::scale);
        methods.put("plan", config::plan);
        methods.put("apply", config::apply);
        methods.put("targets", this::targets);
        methods.put("wait", this::await);
        methods.put("logs", logs::logs);
        methods.put("events", events::events);
        methods.put("history", events::history);
        methods.put("why", why::why);
        methods.put("reexec", this::reexec);
        methods.put("shutdown", this::shutdown);
    }

    void call(String method, Call call) {
        Consumer<Call> found = methods.get(method);
        try {
            if (found == null) {
                throw new Refusal(ErrorCode.METHOD_NOT_FOUND, "there is no method " + method);
            }
            found.accept(call);
        } catch (RuntimeException e) {
            call.fail(e);
        }
    }

    private void version(Call call) {
        call.answer(Map.of(
                "muster", Version.TEXT,
                "protocol", Version.PROTOCOL,
                "pid", ProcessHandle.current().pid()));
    }

    private void verb(Call call, Function<List<WorkerId>, Command> command, Targets.OfDecision target) {
        FleetSnapshot fleet = ports.snapshots().current();
        List<Worker> workers = Selectors.resolve(call.params().texts("selectors"), fleet);
        if (call.params().flag("strict")) {
            refuseUnchanged(workers, call);
        }
        List<WorkerId> ids = Selectors.ids(workers);
        requests.asked(call, call.method(), Map.of());
        post(call, command.apply(ids), reply -> {
            Map<String, Object> result = decided(reply);
            result.put("targets", Targets.of(reply, target));
            return result;
        });
    }

    private void restart(Call call) {
        if (!call.params().flag("rolling")) {
            verb(call, Command.Restart::new, Targets::begun);
            return;
        }
        FleetSnapshot fleet = ports.snapshots().current();
        List<WorkerId> ids = Selectors.ids(Selectors.resolve(call.params().texts("selectors"), fleet));
        requests.asked(call, "restart --rolling", Map.of("rolling", true));
        post(call, new Command.Restart(ids, true), reply -> {
            Map<String, Object> result = decided(reply);
            result.put("targets", List.of());
            return result;
        });
    }

    /** Before anything is posted, because a strict request that is refused must not have done half of its work. */
    private static void refuseUnchanged(List<Worker> workers, Call call) {
        boolean start = call.method().equals("start");
        for (Worker worker : workers) {
            boolean already = start ? Targets.isRunning(worker) : Targets.isStopped(worker);
            if (already) {
                String state = start ? "running" : "stopped";
                throw new Refusal(ErrorCode.REFUSED, worker.id() + " is " + state + " already");
            }
        }
    }

    private void runOnce(Call call) {
        List<Worker> workers = Selectors.resolve(
                call.params().texts("selectors"), ports.snapshots().current());
        requests.asked(call, "run-once", Map.of());
        post(call, new Command.RunOnce(Selectors.ids(workers)), reply -> {
            Map<String, Object> result = decided(reply);
            result.put("targets", Targets.of(reply, Targets::run));
            return result;
        });
    }

    private void signal(Call call) {
        FleetSnapshot fleet = ports.snapshots().current();
        String signal = call.params().text("signal");
        if (Signals.find(signal).isEmpty()) {
            throw new Refusal(ErrorCode.INVALID_PARAMS, "signal: there is no signal " + signal);
        }
        List<WorkerId> ids = Selectors.ids(Selectors.resolve(call.params().texts("selectors"), fleet));
        requests.asked(call, "signal " + signal, Map.of("signal", signal));
        post(call, new Command.SendSignal(ids, signal), ControlMethods::decided);
    }

    private void scale(Call call) {
        FleetSnapshot fleet = ports.snapshots().current();
        String service = call.params().text("service");
        if (!fleet.spec().services().containsKey(service)) {
            throw Selectors.unknown(service, fleet);
        }
        String to = call.params().text("to");
        Scaling scaling = Scaling.parse(to)
                .orElseThrow(() -> new Refusal(ErrorCode.INVALID_PARAMS, "to: expected N, +N, -N or auto, not " + to));
        if (scaling.isAuto()) {
            requests.asked(call, "scale " + service + " auto", Map.of("service", service));
            post(call, new Command.Scale(service, scaling), reply -> {
                Map<String, Object> result = decided(reply);
                result.put("targets", List.of());
                return result;
            });
            return;
        }
        int before = fleet.spec().services().get(service).workers();
        int after = scaling.relative() ? before + scaling.count() : scaling.count();
        requests.asked(
                call,
                "scale " + service + " from " + before + " to " + after,
                Map.of("service", service, "from", before, "to", after));
        post(call, new Command.Scale(service, scaling), reply -> {
            Map<String, Object> result = decided(reply);
            result.put(
                    "targets", Targets.ofPlaces(reply, fleet, ports.snapshots().current()));
            return result;
        });
    }

    private void targets(Call call) {
        FleetSnapshot fleet = ports.snapshots().current();
        Target.Wanted wanted = Target.Wanted.parse(call.params().text("for"));
        List<Map<String, Object>> targets = new ArrayList<>();
        for (Worker worker : Selectors.resolve(call.params().texts("selectors"), fleet)) {
            targets.add(Targets.asked(worker, wanted, fleet.version()).toMap());
        }
        call.answer(Map.of("targets", targets));
    }

    private void await(Call call) {
        List<Target> targets =
                call.params().objects("targets").stream().map(Target::read).toList();
        Waits.Wanted wanted = new Waits.Wanted(targets, call.params().optionalNumber("rollout"));
        waits.add(call, wanted, call.params().optionalNumber("timeoutMs").orElse(0));
    }

    private void shutdown(Call call) {
        boolean now = call.params().flag("now");
        requests.asked(call, now ? "shutdown --now" : "shutdown", Map.of("now", now));
        post(call, new Command.Shutdown(now), reply -> {
            Map<String, Object> result = decided(reply);
            result.put("pid", ProcessHandle.current().pid());
            return result;
        });
    }

    private void reexec(Call call) {
        requests.asked(call, "reexec", Map.of());
        post(call, new Command.Reexec(), reply -> {
            Map<String, Object> result = decided(reply);
            result.put("pid", ProcessHandle.current().pid());
            result.put("muster", Version.TEXT);
            return result;
        });
    }

    private void post(Call call, Command command, Function<CommandReply, ?> result) {
        ports.mailbox().post(command);
        call.answerWhen(command.reply(), reply -> {
            if (!reply.accepted()) {
                requests.refused(call, reply.message());
            }
            return result.apply(accepted(reply));
        });
    }

    static CommandReply accepted(CommandReply reply) {
        if (!reply.accepted()) {
            throw new Refusal(ErrorCode.REFUSED, reply.message());
        }
        return reply;
    }

    /** The part of the result that all verbs have. */
    static Map<String, Object> decided(CommandReply reply) {
        List<Map<String, Object>> workers = new ArrayList<>();
        for (Decision decision : reply.decisions()) {
            Map<String, Object> worker = new LinkedHashMap<>();
            worker.put("id", decision.id().toString());
            worker.put("outcome", decision.outcome().name());
            worker.put("note", decision.message());
            workers.add(worker);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("message", reply.message());
        result.put("version", reply.version());
        result.put("workers", workers);
        if (reply.rollout() > 0) {
            result.put("rollout", reply.rollout());
        }
        return result;
    }
}
