package dev.muster.supervisor.spec;

/**
 * How far the workers of a service may be away while they are replaced one by one. Immutable; a change takes effect without touching a
 * process.
 *
 * @param maxUnavailable how many may be away at a time, whatever the reason; 0 only together with a surge
 * @param maxSurge how many workers beyond the number of the service may help out meanwhile
 * @param bootPriority how much of the processors a new life gets until it is ready
 */
public record Rolling(int maxUnavailable, int maxSurge, BootPriority bootPriority) {

    /** What a life that begins gets of the processors while others serve. */
    public enum BootPriority {
        /** What the others leave over. */
        LOW,
        /** As much as anybody. */
        NORMAL
    }

    /** What holds where nothing is said. */
    public static final Rolling ONE_BY_ONE = new Rolling(1, 0, BootPriority.LOW);
}
