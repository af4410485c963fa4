package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster show NAME}: everything about a service or one worker, a line each. */
final class ShowCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "one JSON object", Options.JSON);
        Options.operand(spec, "NAME", "a service (printer) or a worker (printer.2)");
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        try (ControlClient client = invocation.connect()) {
            Fields answer = client.call("show", Map.of("name", invocation.operand(0)));
            if (invocation.has(Options.JSON)) {
                terminal.data(Json.write(answer.asMap()));
                return Exit.OK;
            }
            Table table = new Table(Align.LEFT, Align.LEFT);
            flatten("", answer.asMap(), table);
            terminal.data(table);
            return Exit.OK;
        }
    }

    /** Nested objects become dotted keys; a list of objects is told by index. */
    static void flatten(String prefix, Map<?, ?> object, Table table) {
        object.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> nested) {
                flatten(name + ".", nested, table);
            } else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?>) {
                for (int i = 0; i < list.size(); i++) {
                    flatten(name + "." + (i + 1) + ".", Fields.of(list.get(i)).asMap(), table);
                }
            } else if (value != null) {
                table.row(Cell.of(name), Cell.of(String.valueOf(value)));
            }
        });
    }
}
