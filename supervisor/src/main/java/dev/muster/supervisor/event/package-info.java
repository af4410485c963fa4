/**
 * What happened, told to the outside: journal, log lines, counters. Changes nothing.
 */
@NullMarked
package dev.muster.supervisor.event;

import org.jspecify.annotations.NullMarked;
