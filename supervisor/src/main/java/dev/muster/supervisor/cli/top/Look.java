package dev.muster.supervisor.cli.top;

/**
 * What a terminal can show. Immutable.
 *
 * @param marks whether bold, faint and reversed text may be used: not in text that goes to a file
 * @param colour whether colours may be
 * @param unicode whether more than ASCII arrives as what it is
 */
public record Look(boolean marks, boolean colour, boolean unicode) {}
