package dev.muster.queue.chronicle;

import java.util.ArrayList;
import java.util.List;

/** What Chronicle needs of the JVM, checked before it is loaded: without sun.nio.ch it would silently open read-only. */
final class ChronicleJvm {

    private ChronicleJvm() {}

    /** @throws IllegalStateException naming the flags that are missing */
    static void prepare() {
        Module base = Object.class.getModule();
        Module us = ChronicleJvm.class.getModule();
        List<String> missing = new ArrayList<>();
        if (!base.isOpen("java.lang.reflect", us)) {
            missing.add("--add-opens=java.base/java.lang.reflect=ALL-UNNAMED");
        }
        for (String name : List.of("sun.nio.ch", "jdk.internal.ref")) {
            if (!base.isExported(name, us)) {
                missing.add("--add-exports=java.base/" + name + "=ALL-UNNAMED");
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "this JVM cannot write to a durable queue; start it with " + String.join(" ", missing)
                            + ", or with an executable jar whose manifest has Add-Opens: java.base/java.lang.reflect and Add-Exports: java.base/sun.nio.ch java.base/jdk.internal.ref");
        }
        // Never by itself: whether a lock's holder is dead is for the slot locks to say, see DeadHolderPauser.
        System.setProperty("queue.force.unlock.mode", "NEVER");
        for (String silenced : List.of(
                "chronicle.analytics.disable", "chronicle.announcer.disable", "chronicle.disk.monitor.disable")) {
            System.setProperty(silenced, "true");
        }
    }
}
