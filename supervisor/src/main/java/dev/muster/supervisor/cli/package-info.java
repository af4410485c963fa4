/**
 * The command line. Talks to a master only through the control client.
 */
@NullMarked
package dev.muster.supervisor.cli;

import org.jspecify.annotations.NullMarked;
