package dev.muster.supervisor.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** How commands declare what they take, through picocli's programmatic API: annotations cost a third more at start. */
final class Options {
    static final String HOME = "--home";
    static final String CONFIG = "--config";
    static final String SYSTEM = "--system";
    static final String RESET = "--reset";
    static final String JSON = "--json";
    static final String TIMEOUT = "--timeout";
    static final String ROLLING = "--rolling";
    static final String NO_WAIT = "--no-wait";

    private Options() {}

    static CommandSpec command(String name, String summary) {
        CommandSpec spec = CommandSpec.create().name("muster " + name);
        spec.usageMessage().description(summary + ".").abbreviateSynopsis(false).sortOptions(false);
        return spec;
    }

    static void addGlobal(CommandSpec spec) {
        value(spec, "FILE", "the configuration file", "-c", CONFIG);
        value(spec, "DIR", "where the master keeps state, sockets and logs", HOME);
        flag(spec, "use the directories of the host (/etc/muster, /var/lib/muster, ...)", SYSTEM);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .type(boolean.class)
                .description("show this help")
                .build());
    }

    /** What the help ends with. */
    static void examples(CommandSpec spec, String... lines) {
        spec.usageMessage().footerHeading("%nFor example:%n").footer(lines);
    }

    static void flag(CommandSpec spec, String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(boolean.class)
                .description(description)
                .build());
    }

    static void value(CommandSpec spec, String label, String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    static void operand(CommandSpec spec, String label, String description) {
        spec.addPositional(PositionalParamSpec.builder()
                .index(Integer.toString(next(spec)))
                .arity("1")
                .required(true)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    static void words(CommandSpec spec, String label, String description) {
        spec.addPositional(PositionalParamSpec.builder()
                .index(next(spec) + "..*")
                .arity("0..*")
                .type(String[].class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** Selectors: {@code printer}, {@code printer.2}, {@code '*'}. */
    static void selectors(CommandSpec spec, boolean required) {
        spec.addPositional(PositionalParamSpec.builder()
                .index(next(spec) + "..*")
                .arity(required ? "1..*" : "0..*")
                .required(required)
                .type(String[].class)
                .paramLabel("SELECTOR")
                .description("a service (printer), a worker (printer.2) or '*'" + (required ? "" : "; all by default"))
                .build());
    }

    /** Operands take their places in the order of their declaration. */
    private static int next(CommandSpec spec) {
        return spec.positionalParameters().size();
    }

    static void rolling(CommandSpec spec) {
        flag(
                spec,
                "one by one, as the services' `rolling` says; waits for its end, however long, unless there is a --timeout",
                ROLLING);
    }

    static void waiting(CommandSpec spec) {
        flag(spec, "return as soon as the master has accepted it", NO_WAIT);
        value(spec, "DURATION", "how long to wait, 60s by default; then exit 124", TIMEOUT);
    }
}
