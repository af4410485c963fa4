package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.spec.Address;
import dev.muster.supervisor.spec.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Real connections and commands, all of them on one selector and one thread: a hundred hanging probes need no hundred threads. */
final class LiveAttempts implements Attempts {

    /** A command is a process: a fleet that is asked at the same moment does not start a hundred of them. */
    private static final int MOST_COMMANDS = 16;

    private final Selector selector;
    private final Reaper reaper;
    private final OutputTails tails;
    private final Consumer<Runnable> probeThread;
    private @Nullable Commands commands;

    LiveAttempts(Selector selector, Reaper reaper, OutputTails tails, Consumer<Runnable> probeThread) {
        this.selector = selector;
        this.reaper = reaper;
        this.tails = tails;
        this.probeThread = probeThread;
    }

    @Override
    public boolean hasRoom(Check check) {
        return !(check instanceof Check.Exec) || commands == null || commands.running() < MOST_COMMANDS;
    }

    @Override
    public Attempt begin(Check check, Worker worker, Attempt.Outcome outcome) {
        String question = Attempts.text(check, worker);
        if (check instanceof Check.Tcp tcp) {
            return TcpAttempt.connect(question, Address.tcp(Names.filledIn(tcp.tcp(), worker)), selector, outcome);
        }
        if (check instanceof Check.Http http) {
            return TcpAttempt.get(question, Address.http(Names.filledIn(http.http(), worker)), selector, outcome);
        }
        List<String> argv = ((Check.Exec) check)
                .exec().stream().map(word -> Names.filledIn(word, worker)).toList();
        if (commands == null) {
            commands = new Commands(reaper, tails, probeThread);
        }
        return commands.run(question, argv, worker, outcome);
    }

    /** Waits for answers, for so long or until the selector is woken, and tells what has come. */
    void await(long nanos) {
        try {
            long millis = Math.min(nanos / 1_000_000 + 1, Integer.MAX_VALUE);
            selector.select(
                    key -> {
                        if (key.attachment() instanceof TcpAttempt attempt) {
                            attempt.ready();
                        }
                    },
                    millis);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for the answers of probes", e);
        }
    }
}
