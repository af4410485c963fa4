package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.spec.SpecView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code status} and {@code show}, of the newest snapshot. Control thread only. */
final class StatusMethods {
    private final ControlPorts ports;
    private final StatusView view;
    private final Drawing drawing;

    StatusMethods(ControlPorts ports, WorkerChannels channels, Drawing drawing) {
        this.ports = ports;
        this.view = new StatusView(ports, channels);
        this.drawing = drawing;
    }

    void status(Call call) {
        FleetSnapshot fleet = ports.snapshots().current();
        List<String> selectors = call.params().texts("selectors");
        Map<String, Object> status = view.status(fleet, Selectors.resolveOrAll(selectors, fleet));
        if (call.params().has("draw")) {
            boolean colour = call.params().object("draw").flag("colour");
            Drawing.Drawn drawn = drawing.status(Fields.of(status), colour);
            call.answer(Map.of("text", drawn.text(), "well", drawn.well()));
        } else {
            call.answer(status);
        }
    }

    void show(Call call) {
        FleetSnapshot fleet = ports.snapshots().current();
        String name = call.params().text("name");
        List<Worker> workers = Selectors.resolve(List.of(name), fleet);
        Map<String, Object> shown = new LinkedHashMap<>();
        String service = workers.isEmpty() ? name : workers.get(0).id().service();
        shown.put("service", service);
        shown.put("workers", view.workers(fleet, workers));
        fleet.spec().service(service).ifPresent(spec -> shown.put("spec", SpecView.toMap(spec)));
        call.answer(shown);
    }
}
