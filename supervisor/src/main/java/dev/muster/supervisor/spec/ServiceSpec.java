package dev.muster.supervisor.spec;

import java.util.Optional;

/**
 * One service: what to run, how many of it, and by which rules. Two specs whose {@link #launch} is equal can be exchanged
 * without touching a process. Immutable; compared by value.
 *
 * @param autostart whether its workers are up from the beginning; says nothing about one that has a schedule
 * @param schedule when it runs to completion; empty: it is up all the time
 */
public record ServiceSpec(
        String name,
        Launch launch,
        Staff staff,
        boolean autostart,
        Ties ties,
        Optional<Schedule> schedule,
        ServicePolicy policy) {

    /** Without a schedule. */
    public ServiceSpec(String name, Launch launch, Staff staff, boolean autostart, Ties ties, ServicePolicy policy) {
        this(name, launch, staff, autostart, ties, Optional.empty(), policy);
    }

    /** With a number of workers that only people change, without a schedule. */
    public ServiceSpec(String name, Launch launch, int workers, boolean autostart, Ties ties, ServicePolicy policy) {
        this(name, launch, Staff.of(workers), autostart, ties, policy);
    }

    /** How many it has; of a service that is scaled the present decision, and as few as may be in a configuration. */
    public int workers() {
        return staff.count();
    }

    /** How many it may come to have without anybody's doing. */
    public int mostWorkers() {
        return scale().map(ScalePolicy::max).orElse(staff.count());
    }

    /** Present when its backlog decides how many workers there are. */
    public Optional<ScalePolicy> scale() {
        return staff.scale();
    }

    /** How many processes it has beside its workers, to begin their next lives with. */
    public int warm() {
        return policy.warm();
    }

    public ServiceSpec withWorkers(int count) {
        return withStaff(staff.with(count));
    }

    public ServiceSpec withStaff(Staff other) {
        return new ServiceSpec(name, launch, other, autostart, ties, schedule, policy);
    }

    public ServiceSpec withLaunch(Launch other) {
        return new ServiceSpec(name, other, staff, autostart, ties, schedule, policy);
    }

    public ServiceSpec withPolicy(ServicePolicy other) {
        return new ServiceSpec(name, launch, staff, autostart, ties, schedule, other);
    }
}
