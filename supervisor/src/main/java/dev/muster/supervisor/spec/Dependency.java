package dev.muster.supervisor.spec;

/** What has to be the case with another service before a worker may start. Immutable. */
public record Dependency(String service, Condition condition) {

    /** How far the other service has to be. One that has completed counts as started and as ready. */
    public enum Condition {
        /** Its process is there. */
        STARTED("started"),
        /** It said that it is ready. */
        READY("ready"),
        /** It did what it was for, and ended. */
        COMPLETED("completed");

        private final String word;

        Condition(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
