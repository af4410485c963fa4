package dev.muster.supervisor.loop;

import java.util.OptionalInt;

/**
 * News of a spare. Immutable.
 *
 * @param pid with {@link News#SPAWNED}
 * @param why it is gone, for {@link News#ENDED}
 */
public record FromSpare(String service, int number, News news, OptionalInt pid, String why) implements LoopItem {

    /** What is told of it. */
    public enum News {
        SPAWNED,
        READY,
        /** It is gone, or never was there. */
        ENDED
    }

    public static FromSpare spawned(String service, int number, int pid) {
        return new FromSpare(service, number, News.SPAWNED, OptionalInt.of(pid), "");
    }

    public static FromSpare ready(String service, int number) {
        return new FromSpare(service, number, News.READY, OptionalInt.empty(), "");
    }

    public static FromSpare ended(String service, int number, String why) {
        return new FromSpare(service, number, News.ENDED, OptionalInt.empty(), why);
    }
}
