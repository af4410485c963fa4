package dev.muster.supervisor.cli.reference;

import dev.muster.supervisor.cli.reference.CommandText.Operand;
import dev.muster.supervisor.cli.reference.CommandText.Option;
import java.util.List;
import java.util.stream.Collectors;

/** The completion for fish 3. Immutable. */
record FishCompletion(List<CommandText> commands) {
    private static final String HEAD =
            """
            # fish completion for muster. Made from the definitions of its commands: do not edit.

            # The words before the cursor that are no option and no value of a global one, without `muster`.
            function __muster_words
                set -l skip 0
                set -l words (commandline -opc)
                for word in $words[2..-1]
                    if test $skip = 1
                        set skip 0
                    else if contains -- $word -c --config --home
                        set skip 1
                    else if not string match -q -- '-*' $word
                        echo $word
                    end
                end
            end

            function __muster_bare
                test (count (__muster_words)) -eq 0
            end

            # Whether the command is one of those; a verb of a queue is one word, as in queue/peek.
            function __muster_in
                set -l words (__muster_words)
                test (count $words) -gt 0; or return 1
                set -l command $words[1]
                if test $command = queue -a (count $words) -gt 1
                    set command queue/$words[2]
                end
                contains -- $command $argv
            end

            # The global options of this line, for a muster that is asked.
            function __muster_place
                set -l keep 0
                for word in (commandline -opc)
                    if test $keep = 1
                        echo $word
                        set keep 0
                    else if contains -- $word -c --config --home
                        echo $word
                        set keep 1
                    else if string match -qr -- '^(--system|--home=.*|--config=.*)$' $word
                        echo $word
                    end
                end
            end

            function __muster_workers
                set -l names
                for line in (command muster status (__muster_place) 2>/dev/null)
                    set -l name (string split -m 1 ' ' -- $line)[1]
                    test -n "$name"; or break
                    test $name = WORKER; or set -a names $name (string replace -r '\\.[^.]*$' '' -- $name)
                end
                printf '%s\\n' $names | sort -u
            end

            function __muster_queues
                for line in (command muster queue ls (__muster_place) 2>/dev/null)
                    set -l name (string split -m 1 ' ' -- $line)[1]
                    test "$name" = QUEUE; or echo $name
                end
            end

            complete -c muster -f
            """;

    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        CommandText.globalOptions().forEach(option -> text.append(option("", option)));
        for (CommandText command : commands) {
            if (command.group().isEmpty()) {
                for (String name : command.names()) {
                    text.append(proposal("__muster_bare", name, command.summary()));
                }
            } else {
                text.append(proposal("__muster_in " + command.group(), command.verb(), command.summary()));
            }
        }
        for (CommandText command : commands) {
            String within = "__muster_in "
                    + command.names().stream()
                            .map(name -> name.replace(' ', '/'))
                            .collect(Collectors.joining(" "));
            command.options().forEach(option -> text.append(option(within, option)));
            for (Operand operand : command.operands()) {
                String words = words(operand.kind());
                if (!words.isEmpty()) {
                    text.append("complete -c muster -n '" + within + "' " + words + "\n");
                }
            }
        }
        return text.toString();
    }

    private static String proposal(String condition, String word, String description) {
        return "complete -c muster -n '" + condition + "' -a " + word + " -d " + quoted(description) + "\n";
    }

    private static String option(String condition, Option option) {
        StringBuilder line = new StringBuilder("complete -c muster");
        if (!condition.isEmpty()) {
            line.append(" -n '").append(condition).append('\'');
        }
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.takesValue()) {
            line.append(" -x ").append(words(option.kind()));
        }
        return line.toString().strip() + " -d " + quoted(option.description()) + "\n";
    }

    private static String words(Kind kind) {
        return switch (kind.source()) {
            case NOTHING -> "";
            case WORDS -> "-a '" + String.join(" ", kind.words()) + "'";
            case COMMANDS -> "-a '(complete -C \"muster \" | string split -f 1 \\t)'";
            case WORKERS -> "-a '(__muster_workers)'";
            case QUEUES -> "-a '(__muster_queues)'";
            case FILES -> "-a '(__fish_complete_path)'";
            case DIRECTORIES -> "-a '(__fish_complete_directories)'";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
