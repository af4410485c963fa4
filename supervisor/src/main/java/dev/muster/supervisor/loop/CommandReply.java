package dev.muster.supervisor.loop;

import java.util.List;

/**
 * The answer to a {@link Command}. Immutable.
 *
 * @param accepted false: the command as a whole was refused and nothing was changed
 * @param message why it was refused, else a summary
 * @param decisions one for each worker concerned
 * @param version of the first snapshot that shows the decisions
 */
public record CommandReply(boolean accepted, String message, List<Decision> decisions, long version) {

    public CommandReply {
        decisions = List.copyOf(decisions);
    }

    static CommandReply refused(String message) {
        return new CommandReply(false, message, List.of(), 0);
    }

    static CommandReply accepted(String message, List<Decision> decisions) {
        return new CommandReply(true, message, decisions, 0);
    }

    CommandReply at(long newVersion) {
        return new CommandReply(accepted, message, decisions, newVersion);
    }
}
