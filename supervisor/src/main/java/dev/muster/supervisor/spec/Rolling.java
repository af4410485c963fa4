package dev.muster.supervisor.spec;

/**
 * How far the workers of a service may be away while they are replaced one by one. Immutable; a change takes effect without touching a
 * process.
 *
 * @param maxUnavailable how many may be away at a time, whatever the reason; 0 only together with a surge
 * @param maxSurge how many workers beyond the number of the service may help out meanwhile
 */
public record Rolling(int maxUnavailable, int maxSurge) {

    /** What holds where nothing is said. */
    public static final Rolling ONE_BY_ONE = new Rolling(1, 0);
}
