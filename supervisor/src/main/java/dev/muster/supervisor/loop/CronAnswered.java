package dev.muster.supervisor.loop;

/** Jobs of a cron were put, or could not be. Immutable. */
record CronAnswered(CronPuts.Answer answer) implements LoopItem {}
