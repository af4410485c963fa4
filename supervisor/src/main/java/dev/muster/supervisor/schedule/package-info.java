/**
 * What the words of a schedule mean: from a crontab's five fields and a zone to instants. The only package that sees the cron library,
 * which is loaded when somebody has a schedule. Must not know what is run.
 */
@NullMarked
package dev.muster.supervisor.schedule;

import org.jspecify.annotations.NullMarked;
