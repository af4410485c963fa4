package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.LogSource;
import dev.muster.supervisor.log.LineListener;
import dev.muster.supervisor.log.OutputPump;
import dev.muster.supervisor.log.Question;
import dev.muster.supervisor.log.Subscription;
import dev.muster.supervisor.log.Tail;
import dev.muster.supervisor.spec.WorkerId;
import java.util.function.Predicate;

/** Shows the pump's lines to the control server. Thread-safe. */
record WorkerOutputs(OutputPump pump) implements LogSource {

    @Override
    public Tail tail(WorkerId worker, Question question) {
        return pump.tail(worker, question);
    }

    @Override
    public Runnable subscribe(Predicate<WorkerId> workers, LineListener listener) {
        Subscription subscription = pump.subscribe(workers, listener);
        return subscription::close;
    }
}
