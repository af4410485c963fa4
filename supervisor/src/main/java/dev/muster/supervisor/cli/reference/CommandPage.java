package dev.muster.supervisor.cli.reference;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** muster(1). */
final class CommandPage {

    private CommandPage() {}

    static String text(List<CommandText> commands, List<ExitCodes.Code> codes, String version) {
        Roff page = new Roff("MUSTER", 1, version);
        page.section("NAME")
                .line("muster - keep a fleet of worker processes running, with a durable queue between them");
        page.section("SYNOPSIS").line("muster [-c FILE] [--home DIR] [--system] COMMAND ...");
        page.section("DESCRIPTION")
                .line(
                        "A master starts the workers of muster.conf(5), restarts them when they die, stops them in order and collects"
                                + " what they print.")
                .line(
                        "`muster run` and `muster daemon` are a master; every other command asks one over a Unix socket, or"
                                + " works on files alone.")
                .paragraph("A SELECTOR is a service (printer), one of its workers (printer.2), or '*' for all.")
                .line("A DURATION is a number with a unit: 500ms, 30s, 5m, 2h, 1d; without a unit it means seconds.");
        page.section("OPTIONS").line("Every command takes these, before or after its name.");
        CommandText.globalOptions().forEach(option -> page.entry(terms(option), option.description()));
        page.section("COMMANDS");
        commands.forEach(command -> command(command, page));
        page.section("EXIT STATUS");
        codes.forEach(code -> page.entry(code.number(), code.meaning()));
        page.section("ENVIRONMENT")
                .entry("MUSTER_JAVA_HOME, JAVA_HOME", "Where Java 17 or later is; without them PATH is searched.")
                .entry("MUSTER_JVM_OPTIONS", "Further options for the JVM of this command, split at blanks.")
                .entry("NO_COLOR", "When it is set and not empty, nothing is coloured.");
        page.section("FILES")
                .entry(
                        "muster.conf",
                        "The configuration: in the home, else in conf/ of the distribution; or /etc/muster/muster.conf.")
                .entry(
                        "~/.local/state/muster",
                        "The home unless --home names another: state, run and logs. For an installed"
                                + " Muster they are /var/lib/muster, /run/muster and /var/log/muster.");
        page.section("SEE ALSO").line("muster.conf(5)");
        return page.toString();
    }

    private static void command(CommandText command, Roff page) {
        page.subsection(synopsis(command));
        page.line(sentence(command.summary()) + "."
                + (command.aliases().isEmpty() ? "" : " Also: " + String.join(", ", command.aliases()) + "."));
        command.operands().forEach(operand -> page.entry(operand.label(), operand.description()));
        command.options().forEach(option -> page.entry(terms(option), option.description()));
        if (!command.examples().isEmpty()) {
            page.verbatim(command.examples().stream().map(String::strip).toList());
        }
    }

    private static String synopsis(CommandText command) {
        String options = command.options().isEmpty() ? "" : " [OPTION]...";
        String operands = command.operands().stream()
                .map(operand -> operand.required() ? operand.label() : "[" + operand.label() + "]")
                .collect(Collectors.joining(" "));
        String more = command.operands().stream().anyMatch(CommandText.Operand::many) ? "..." : "";
        return ("muster " + command.name() + options + " " + operands + more).strip();
    }

    private static String terms(CommandText.Option option) {
        return String.join(", ", option.names()) + (option.takesValue() ? " " + option.label() : "");
    }

    private static String sentence(String summary) {
        return summary.substring(0, 1).toUpperCase(Locale.ROOT) + summary.substring(1);
    }
}
