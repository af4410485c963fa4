package dev.muster.supervisor.cli.reference;

import dev.muster.supervisor.cli.reference.CommandText.Operand;
import dev.muster.supervisor.cli.reference.CommandText.Option;
import java.util.List;
import java.util.stream.Collectors;

/** The completion for zsh 5. Immutable. */
record ZshCompletion(List<CommandText> commands) {
    private static final String HEAD =
            """
            #compdef muster
            # zsh completion for muster. Made from the definitions of its commands: do not edit.

            # What there is in the fleet that this line is about: its workers and services, or its queues.
            _muster_names() {
                local -a place names lines
                local -i i
                local line name
                for ((i = 2; i < $#_muster_line; i++)); do
                    case $_muster_line[i] in
                        -c | --config | --home) place+=($_muster_line[i] ${~_muster_line[i+1]}) ;;
                        --system | --config=* | --home=*) place+=($_muster_line[i]) ;;
                    esac
                done
                lines=("${(@f)$(NO_COLOR=1 $_muster_line[1] $@ $place 2>/dev/null)}")
                for line in $lines; do
                    name=${line%% *}
                    [[ -n $name ]] || break
                    [[ $name == (WORKER|QUEUE) ]] || names+=($name ${name%.*})
                done
                compadd -a -- names
            }

            _muster_workers() { _muster_names status }
            _muster_queues() { _muster_names queue ls }

            """;
    private static final String TAIL =
            """
            # Moves on to the next word that is neither an option nor the value of a global one.
            _muster_next_word() {
                ((at++))
                while ((at < CURRENT)) && [[ $words[at] == -* ]]; do
                    [[ $words[at] == (-c|--config|--home) ]] && ((at++))
                    ((at++))
                done
            }

            _muster() {
                local -a _muster_line=($words)
                local context state state_descr line
                typeset -A opt_args
                local -i at=1
                _muster_next_word
                if ((at >= CURRENT)); then
                    _arguments $_muster_global '1: :_muster_commands'
                    return
                fi
                local command=$words[at]
                if [[ $command == queue ]]; then
                    _muster_next_word
                    if ((at >= CURRENT)); then
                        _muster_verbs
                        return
                    fi
                    command="queue $words[at]"
                fi
                shift $((at - 1)) words
                ((CURRENT -= at - 1))
                _muster_grammar $command
            }

            _muster "$@"
            """;

    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("_muster_global=(\n");
        CommandText.globalOptions().forEach(option -> text.append(option(option)));
        text.append(")\n\n");
        describe(
                text,
                "commands",
                commands.stream().filter(c -> c.group().isEmpty()).toList());
        describe(
                text,
                "verbs",
                commands.stream().filter(c -> !c.group().isEmpty()).toList());
        text.append("_muster_grammar() {\n    local -a arguments\n    case $1 in\n");
        for (CommandText command : commands) {
            text.append("        ")
                    .append(command.names().stream().map(ZshCompletion::quoted).collect(Collectors.joining(" | ")))
                    .append(")\n            arguments=(\n");
            command.options().forEach(option -> text.append("            ").append(option(option)));
            command.operands().forEach(operand -> text.append("            ").append(operand(operand)));
            text.append("            )\n            ;;\n");
        }
        return text.append("    esac\n    _arguments $_muster_global $arguments\n}\n\n")
                .append(TAIL)
                .toString();
    }

    private static void describe(StringBuilder text, String name, List<CommandText> commands) {
        text.append("_muster_" + name + "() {\n    local -a proposals=(\n");
        for (CommandText command : commands) {
            for (String word : command.group().isEmpty() ? command.names() : List.of(command.verb())) {
                text.append("        " + quoted(word + ":" + command.summary().replace(":", "\\:")) + "\n");
            }
        }
        text.append("    )\n    _describe -t commands command proposals\n}\n\n");
    }

    private static String option(Option option) {
        String names =
                option.names().size() == 1 ? option.names().get(0) : "'{" + String.join(",", option.names()) + "}'";
        String exclusive = option.names().size() == 1 ? "" : "(" + String.join(" ", option.names()) + ")";
        String description = "[" + option.description().replace("[", "\\[").replace("]", "\\]") + "]";
        String value = option.takesValue() ? ":" + option.label() + ":" + action(option.kind()) : "";
        // The braces stand outside of the quotes: the shell makes one specification for each name.
        return "    '" + exclusive + names + escaped(description + value) + "'\n";
    }

    private static String operand(Operand operand) {
        return "    " + quoted((operand.many() ? "*" : "") + ":" + operand.label() + ":" + action(operand.kind()))
                + "\n";
    }

    private static String action(Kind kind) {
        return switch (kind.source()) {
            case NOTHING -> " ";
            case WORDS -> "(" + String.join(" ", kind.words()) + ")";
            case COMMANDS -> "_muster_commands";
            case WORKERS -> "_muster_workers";
            case QUEUES -> "_muster_queues";
            case FILES -> "_files";
            case DIRECTORIES -> "_files -/";
        };
    }

    private static String quoted(String text) {
        return "'" + escaped(text) + "'";
    }

    private static String escaped(String text) {
        return text.replace("'", "'\\''");
    }
}
