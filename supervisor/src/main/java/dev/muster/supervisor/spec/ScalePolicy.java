package dev.muster.supervisor.spec;

/** Between which numbers a service may be scaled, and by what. Immutable. */
public record ScalePolicy(int min, int max, ScaleOn scaleOn) {

    /** The number of the bounds that is nearest to this one. */
    public int within(int workers) {
        return Math.max(min, Math.min(max, workers));
    }
}
