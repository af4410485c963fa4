package dev.muster.supervisor.control;

import java.util.Objects;

/** What this program is and which protocol it speaks. */
public final class Version {
    /** Grows when a method or a field changes its meaning; additions do not count. */
    public static final int PROTOCOL = 1;

    /** From the jar's manifest; "development" when run from classes. */
    public static final String TEXT =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");

    private Version() {}
}
