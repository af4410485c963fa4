package dev.muster.supervisor.cli.reference;

import dev.muster.supervisor.cli.reference.CommandText.Operand;
import dev.muster.supervisor.cli.reference.CommandText.Option;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The completion for bash 4.4 or later; it needs nothing of the package bash-completion. Immutable. */
record BashCompletion(List<CommandText> commands) {
    private static final String HEAD =
            """
            # bash completion for muster. Made from the definitions of its commands: do not edit.

            # What there is in the fleet that the words before the cursor are about: its workers and services, or its queues.
            _muster_names() {
                local name service seen=' '
                while read -r name _; do
                    case $name in
                        '') break ;;
                        WORKER | QUEUE) continue ;;
                    esac
                    printf '%s\\n' "$name"
                    service=${name%.*}
                    if [[ $service != "$name" && $seen != *" $service "* ]]; then
                        seen+="$service "
                        printf '%s\\n' "$service"
                    fi
                done < <(NO_COLOR=1 "${COMP_WORDS[0]/#\\~/$HOME}" "$@" "${place[@]}" 2>/dev/null)
            }

            """;
    private static final String TAIL =
            """
            _muster_propose() {
                case $1 in
                    workers) COMPREPLY=($(compgen -W "$(_muster_names status)" -- "$cur")) ;;
                    queues) COMPREPLY=($(compgen -W "$(_muster_names queue ls)" -- "$cur")) ;;
                    commands) COMPREPLY=($(compgen -W "$_muster_commands" -- "$cur")) ;;
                    files | directories)
                        local kind=-f
                        [[ $1 == files ]] || kind=-d
                        local IFS=$'\\n'
                        COMPREPLY=($(compgen $kind -- "$cur"))
                        compopt -o filenames 2>/dev/null
                        ;;
                    word/*) COMPREPLY=($(compgen -W "${1//\\// }" -X 'word' -- "$cur")) ;;
                esac
            }

            # The kind of value that an option of the current command takes; nothing when it is a flag.
            _muster_value() {
                local pair
                for pair in $_muster_global_values $values; do
                    if [[ $pair == "$1":* ]]; then
                        printf '%s' "${pair#*:}"
                        return
                    fi
                done
            }

            _muster() {
                local cur=${COMP_WORDS[COMP_CWORD]} command='' expects='' option='' word i kind
                local flags='' values='' operands=''
                local -i given=0
                local -a place=() kinds=()
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    if [[ $word == = ]]; then
                        continue
                    elif [[ -n $expects ]]; then
                        case $option in -c | --config | --home) place+=("$option" "${word/#\\~/$HOME}") ;; esac
                        expects=
                    elif [[ $word == -* ]]; then
                        option=$word
                        expects=$(_muster_value "$word")
                        [[ $word != --system ]] || place+=(--system)
                    elif [[ -z $command || $command == queue ]]; then
                        command="${command:+$command }$word"
                        _muster_grammar "$command"
                    else
                        given+=1
                    fi
                done
                if [[ $cur == = ]]; then
                    cur=
                fi
                if [[ -n $expects ]]; then
                    _muster_propose "$expects"
                elif [[ $cur == -* ]]; then
                    COMPREPLY=($(compgen -W "$_muster_global_flags $flags" -- "$cur"))
                elif [[ -z $command ]]; then
                    _muster_propose commands
                elif [[ $command == queue ]]; then
                    COMPREPLY=($(compgen -W "$_muster_verbs" -- "$cur"))
                else
                    read -ra kinds <<<"$operands"
                    kind=${kinds[given]:-}
                    if [[ -z $kind && ${#kinds[@]} -gt 0 && ${kinds[-1]} == *+ ]]; then
                        kind=${kinds[-1]}
                    fi
                    _muster_propose "${kind%+}"
                fi
            }

            complete -F _muster muster
            """;

    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        List<Option> global = CommandText.globalOptions();
        assign(text, "commands", words(commands.stream().filter(c -> c.group().isEmpty())));
        assign(
                text,
                "verbs",
                commands.stream()
                        .filter(c -> !c.group().isEmpty())
                        .map(CommandText::verb)
                        .collect(Collectors.joining(" ")));
        assign(text, "global_flags", flags(global));
        assign(text, "global_values", values(global));
        text.append("\n_muster_grammar() {\n    flags='' values='' operands=''\n    case $1 in\n");
        commands.forEach(command -> grammar(text, command));
        return text.append("    esac\n}\n\n").append(TAIL).toString();
    }

    private static String words(Stream<CommandText> commands) {
        return commands.flatMap(command -> command.names().stream()).collect(Collectors.joining(" "));
    }

    private static void assign(StringBuilder text, String variable, String value) {
        text.append("_muster_").append(variable).append("='").append(value).append("'\n");
    }

    private static void grammar(StringBuilder text, CommandText command) {
        text.append("        ")
                .append(command.names().stream().map(name -> '\'' + name + '\'').collect(Collectors.joining(" | ")))
                .append(")\n            flags='")
                .append(flags(command.options()))
                .append("'\n            values='")
                .append(values(command.options()))
                .append("'\n            operands='")
                .append(command.operands().stream().map(BashCompletion::operand).collect(Collectors.joining(" ")))
                .append("'\n            ;;\n");
    }

    private static String flags(List<Option> options) {
        return options.stream().flatMap(option -> option.names().stream()).collect(Collectors.joining(" "));
    }

    private static String values(List<Option> options) {
        return options.stream()
                .filter(Option::takesValue)
                .flatMap(option -> option.names().stream().map(name -> name + ":" + kind(option.kind())))
                .collect(Collectors.joining(" "));
    }

    private static String operand(Operand operand) {
        return kind(operand.kind()) + (operand.many() ? "+" : "");
    }

    private static String kind(Kind kind) {
        return switch (kind.source()) {
            case NOTHING -> "nothing";
            case WORDS -> "word/" + String.join("/", kind.words());
            case COMMANDS -> "commands";
            case WORKERS -> "workers";
            case QUEUES -> "queues";
            case FILES -> "files";
            case DIRECTORIES -> "directories";
        };
    }
}
