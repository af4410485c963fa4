package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.ExitListener;
import dev.muster.supervisor.process.OutputTail;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.process.SecretFile;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.SpawnRequest;
import dev.muster.supervisor.process.Spawner;
import dev.muster.supervisor.spec.Launch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of {@code exec} probes: as the worker's user, in its directory and environment, in a session of their own.
 * What they write is dropped, but for the last words of one that fails. Probe thread only, which is the parent of all of them.
 */
final class Commands {

    private static final int KILL = 9;

    private final Reaper reaper;
    private final OutputTails tails;
    /** Brings a task to the probe thread. */
    private final Consumer<Runnable> probeThread;

    private final Spawner spawner = new Spawner();
    private int running;

    Commands(Reaper reaper, OutputTails tails, Consumer<Runnable> probeThread) {
        this.reaper = reaper;
        this.tails = tails;
        this.probeThread = probeThread;
    }

    /** How many are there, those that were killed and are not gone yet among them. */
    int running() {
        return running;
    }

    Attempt run(String question, List<String> argv, Worker worker, Attempt.Outcome outcome) {
        OutputTail tail = tails.open();
        Running attempt = new Running(question, tail, outcome);
        try {
            attempt.begin(request(argv, worker, tail.path()));
        } catch (SpawnException e) {
            tail.release();
            outcome.failed(question + ": " + e.getMessage());
        }
        return attempt;
    }

    private static SpawnRequest request(List<String> argv, Worker worker, Path output) throws SpawnException {
        Launch launch = worker.spec().launch();
        Map<String, String> environment = SecretFile.resolve(launch.environment(), System.getenv());
        environment.putAll(Names.of(worker));
        return new SpawnRequest(
                argv,
                argv.get(0),
                environment,
                launch.workingDirectory(),
                output,
                output,
                launch.attributes().account(),
                true,
                Optional.empty());
    }

    private final class Running implements Attempt, ExitListener {
        private final String question;
        private final OutputTail tail;
        private final Outcome outcome;
        private @Nullable Child child;
        private boolean abandoned;

        Running(String question, OutputTail tail, Outcome outcome) {
            this.question = question;
            this.tail = tail;
            this.outcome = outcome;
        }

        void begin(SpawnRequest request) throws SpawnException {
            Child spawned = spawner.spawn(request);
            child = spawned;
            tail.begun();
            running++;
            reaper.watch(spawned, this);
        }

        @Override
        public void exited(Child ended, ExitStatus status) {
            ended.signalGroup(KILL); // what it started and did not wait for
            probeThread.accept(() -> {
                if (!abandoned && status.code() == 0) {
                    outcome.well();
                } else if (!abandoned) {
                    outcome.failed(question + ": " + status + tail.afterReason());
                }
                abandoned = true;
            });
        }

        @Override
        public void groupEmpty(Child ended) {
            probeThread.accept(() -> {
                child = null;
                running--;
                tail.release();
            });
        }

        @Override
        public void abandon() {
            abandoned = true;
            Child hanging = child;
            if (hanging != null) {
                hanging.signalGroup(KILL);
            }
        }

        @Override
        public String lastWords() {
            return tail.afterReason();
        }

        @Override
        public boolean isOver() {
            return child == null;
        }
    }
}
