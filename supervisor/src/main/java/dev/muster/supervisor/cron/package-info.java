/**
 * The short-lived process that puts the jobs of crons, so that the master need not load an engine: what it is handed over, and its main class.
 * Must know neither the loop nor the configuration.
 */
@NullMarked
package dev.muster.supervisor.cron;

import org.jspecify.annotations.NullMarked;
