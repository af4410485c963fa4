package dev.muster.supervisor.cli.reference;

import dev.muster.supervisor.cli.CommandSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One command, as pages and completions need it. Immutable.
 *
 * @param name without {@code muster}, such as {@code queue peek}
 * @param options its own; the global ones are apart
 */
record CommandText(
        String name,
        List<String> aliases,
        String summary,
        List<Option> options,
        List<Operand> operands,
        List<String> examples) {
    private static final String PROGRAM = "muster ";

    static List<CommandText> all() {
        List<String> global = names(globalOptions());
        List<CommandText> all = new ArrayList<>();
        for (CommandSpec spec : CommandSpecs.all()) {
            List<Option> own = options(spec).stream()
                    .filter(option -> !global.contains(option.names().get(0)))
                    .toList();
            String name = spec.name().substring(PROGRAM.length());
            all.add(new CommandText(
                    name,
                    List.of(spec.aliases()),
                    withoutStop(String.join(" ", spec.usageMessage().description())),
                    own,
                    operands(spec, name),
                    List.of(spec.usageMessage().footer())));
        }
        return all;
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Those that every command takes: the last ones of each. */
    static List<Option> globalOptions() {
        List<Option> some = options(CommandSpecs.all().get(0));
        return some.subList(some.size() - 4, some.size());
    }

    private static List<String> names(List<Option> options) {
        return options.stream().flatMap(option -> option.names().stream()).toList();
    }

    private static List<Option> options(CommandSpec spec) {
        String name = spec.name().substring(PROGRAM.length());
        List<Option> options = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            String label = option.arity().max() == 0 ? "" : option.paramLabel();
            options.add(new Option(
                    List.of(option.names()), label, String.join(" ", option.description()), Kind.of(name, label)));
        }
        return options;
    }

    private static List<Operand> operands(CommandSpec spec, String name) {
        List<Operand> operands = new ArrayList<>();
        for (PositionalParamSpec operand : spec.positionalParameters()) {
            operands.add(new Operand(
                    operand.paramLabel(),
                    String.join(" ", operand.description()),
                    operand.required(),
                    operand.index().max() > operand.index().min(),
                    Kind.of(name, operand.paramLabel())));
        }
        return operands;
    }

    /** All names that it has. */
    List<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream()).toList();
    }

    /** True for {@code queue} itself, which is followed by a verb. */
    boolean isGroup() {
        return name.equals("queue");
    }

    /** {@code queue} for {@code queue peek}, else nothing. */
    String group() {
        int blank = name.indexOf(' ');
        return blank < 0 ? "" : name.substring(0, blank);
    }

    /** {@code peek} for {@code queue peek}. */
    String verb() {
        return name.substring(name.indexOf(' ') + 1);
    }

    /** @param label empty when it takes no value */
    record Option(List<String> names, String label, String description, Kind kind) {

        boolean takesValue() {
            return !label.isEmpty();
        }
    }

    /** @param many whether more of it may follow; always the last one */
    record Operand(String label, String description, boolean required, boolean many, Kind kind) {}
}
