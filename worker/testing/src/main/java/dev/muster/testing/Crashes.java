package dev.muster.testing;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.inline.InlineHost.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Which deliveries are to be cut, and where. Thread-safe. */
final class Crashes {

    private record Plan(BiPredicate<JobId, Job> which, CrashPoint where) {}

    private final List<Plan> plans = new ArrayList<>();
    private final Map<Thread, CrashPoint> doomed = new HashMap<>();

    synchronized void plan(BiPredicate<JobId, Job> which, CrashPoint where) {
        plans.add(new Plan(which, where));
    }

    synchronized boolean isAnyPlanned() {
        return !plans.isEmpty();
    }

    /** The calling thread has a job in hand. */
    synchronized void claimed(JobId id, Job job) {
        for (Iterator<Plan> each = plans.iterator(); each.hasNext(); ) {
            Plan plan = each.next();
            if (plan.which().test(id, job)) {
                each.remove();
                doomed.put(Thread.currentThread(), plan.where());
                return;
            }
        }
    }

    /** Whether the calling thread dies now. */
    synchronized boolean isDue(Call call, boolean after) {
        CrashPoint where = doomed.get(Thread.currentThread());
        if (where == null || !due(where, call, after)) {
            return false;
        }
        doomed.remove(Thread.currentThread());
        return true;
    }

    private static boolean due(@Nullable CrashPoint where, Call call, boolean after) {
        if (where == null) {
            return false;
        }
        boolean end = call == Call.SETTLE && !after; // the latest that there is: it dies in any case
        return switch (where) {
            case FIRST_CALL -> !after;
            case AFTER_PUT -> end || (call == Call.PUT && after);
            case AFTER_CHECKPOINT -> end || (call == Call.CHECKPOINT && after);
            case BEFORE_END -> end;
        };
    }
}
