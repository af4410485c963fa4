package dev.muster.supervisor.loop;

/** What the {@link Mailbox} carries to the loop. Immutable. */
public sealed interface LoopItem
        permits FromProcess, FromSpare, Command, Inheritance, Reading, RunsKept, CronAnswered {}
