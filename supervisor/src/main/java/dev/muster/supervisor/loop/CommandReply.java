package dev.muster.supervisor.loop;

import java.util.List;

/**
 * The answer to a {@link Command}. Immutable.
 *
 * @param accepted false: the command as a whole was refused and nothing was changed
 * @param message why it was refused, else a summary
 * @param decisions one for each worker concerned
 * @param version of the first snapshot that shows the decisions
 * @param rollout the number of the one that was begun; 0 when none was
 */
public record CommandReply(boolean accepted, String message, List<Decision> decisions, long version, int rollout) {

    public CommandReply {
        decisions = List.copyOf(decisions);
    }

    static CommandReply refused(String message) {
        return new CommandReply(false, message, List.of(), 0, 0);
    }

    static CommandReply accepted(String message, List<Decision> decisions) {
        return new CommandReply(true, message, decisions, 0, 0);
    }

    CommandReply at(long newVersion) {
        return new CommandReply(accepted, message, decisions, newVersion, rollout);
    }

    CommandReply rolling(int number) {
        return new CommandReply(accepted, message, decisions, version, number);
    }
}
