package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.control.Fields;
import java.util.ArrayList;
import java.util.List;

/** Tells what holds by hand against the configuration: of a status, a plan or an apply. Thread-safe. */
public final class ByHand {

    private ByHand() {}

    /** One sentence for each service and one for the stopped workers; none when all is as configured. */
    public static List<String> sentences(Fields answer) {
        if (!answer.has("byHand")) {
            return List.of(); // a master of before
        }
        Fields byHand = answer.object("byHand");
        List<String> sentences = new ArrayList<>();
        Fields scaled = byHand.object("scaled");
        scaled.asMap().keySet().forEach(name -> {
            Fields scale = scaled.object(String.valueOf(name));
            String most = scale.has("most") ? " to " + scale.number("most") : "";
            sentences.add(name + " has " + scale.number("workers") + " workers by hand, the configuration says "
                    + scale.number("configured") + most);
        });
        List<String> stopped = byHand.texts("stopped");
        if (!stopped.isEmpty()) {
            sentences.add("stopped by hand: " + String.join(", ", stopped));
        }
        if (!sentences.isEmpty()) {
            sentences.add("(`muster apply --reset` returns to the configuration)");
        }
        return sentences;
    }
}
