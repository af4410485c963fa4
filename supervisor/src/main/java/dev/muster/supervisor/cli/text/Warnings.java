package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.control.Fields;
import java.util.List;

/** What cannot be had of the configuration on this machine: of a status, a plan or an apply. Thread-safe. */
public final class Warnings {

    private Warnings() {}

    /** One line for each. */
    public static List<String> lines(Fields answer) {
        return answer.texts("warnings").stream()
                .map(warning -> "warning: " + warning)
                .toList();
    }
}
