package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.log.Line;
import dev.muster.supervisor.log.LineListener;
import dev.muster.supervisor.log.OutputPump;
import dev.muster.supervisor.log.Subscription;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.Processes;
import dev.muster.supervisor.loop.SpareProcesses;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the line by which a worker says that it is ready. It stands between the loop and the processes, because only what is
 * printed after the spawn is this life's: a former life's last lines may still be on their way then. Lines are looked at on the thread of
 * one subscription, which exists as soon as anybody is waited for.
 */
public final class LogReadiness implements Processes {

    private final Processes processes;
    private final OutputPump output;
    private final Mailbox mailbox;
    private final ConcurrentMap<WorkerId, Awaited> awaited = new ConcurrentHashMap<>();
    /** Loop thread. */
    private @Nullable Subscription subscription;

    /** @param from the number, among all lines of the subscription, of the first one that can be this life's */
    private record Awaited(int incarnation, Pattern line, long from) {}

    public LogReadiness(Processes processes, OutputPump output, Mailbox mailbox) {
        this.processes = processes;
        this.output = output;
        this.mailbox = mailbox;
    }

    @Override
    public void follow(FleetSpec fleet) {
        processes.follow(fleet);
    }

    @Override
    public void expect(WorkerId id, ServiceSpec spec) {
        processes.expect(id, spec);
    }

    @Override
    public void spawn(WorkerId id, int incarnation, ServiceSpec spec) {
        await(id, incarnation, spec);
        processes.spawn(id, incarnation, spec);
    }

    @Override
    public SpareProcesses spares() {
        SpareProcesses spares = processes.spares();
        return new SpareProcesses() {
            @Override
            public void boot(int number, ServiceSpec spec, boolean behind) {
                spares.boot(number, spec, behind);
            }

            @Override
            public boolean assign(int number, WorkerId id, int incarnation, ServiceSpec spec) {
                await(id, incarnation, spec);
                return spares.assign(number, id, incarnation, spec);
            }

            @Override
            public void forward(int number) {
                spares.forward(number);
            }

            @Override
            public void end(int number) {
                spares.end(number);
            }
        };
    }

    /** What a former master has read is not looked at again. */
    @Override
    public void adopt(WorkerId id, int incarnation, ServiceSpec spec) {
        await(id, incarnation, spec);
        processes.adopt(id, incarnation, spec);
    }

    private void await(WorkerId id, int incarnation, ServiceSpec spec) {
        if (spec.policy().start().ready() instanceof StartPolicy.LogLine ready) {
            Subscription lines = subscription;
            if (lines == null) {
                lines = output.subscribe(awaited::containsKey, new Reader());
                subscription = lines;
            }
            awaited.put(id, new Awaited(incarnation, Pattern.compile(ready.log()), lines.offered()));
        } else {
            awaited.remove(id);
        }
    }

    @Override
    public void signal(WorkerId id, int incarnation, String signal, boolean group) {
        processes.signal(id, incarnation, signal, group);
    }

    @Override
    public void prioritize(WorkerId id, int incarnation, Rolling.BootPriority priority) {
        processes.prioritize(id, incarnation, priority);
    }

    /** The subscription's thread. */
    private final class Reader implements LineListener {
        private long number;

        @Override
        public void line(Line line) {
            long own = number++;
            Awaited life = awaited.get(line.worker());
            if (life != null && own >= life.from() && BoundedText.finds(life.line(), line.text())) {
                awaited.remove(line.worker(), life);
                mailbox.post(new FromProcess(line.worker(), new WorkerEvent.Ready(life.incarnation())));
            }
        }

        @Override
        public void dropped(long lines) {
            number += lines;
        }
    }
}
