package dev.muster.supervisor.spec;

/**
 * One service: what to run, how many of it, and by which rules. Two specs whose {@link #launch} is equal can be exchanged
 * without touching a process. Immutable; compared by value.
 */
public record ServiceSpec(String name, Launch launch, int workers, boolean autostart, Ties ties, ServicePolicy policy) {

    public ServiceSpec withWorkers(int count) {
        return new ServiceSpec(name, launch, count, autostart, ties, policy);
    }

    public ServiceSpec withLaunch(Launch other) {
        return new ServiceSpec(name, other, workers, autostart, ties, policy);
    }

    public ServiceSpec withPolicy(ServicePolicy other) {
        return new ServiceSpec(name, launch, workers, autostart, ties, other);
    }
}
