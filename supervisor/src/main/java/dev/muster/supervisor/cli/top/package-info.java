/**
 * {@code muster top}: from what a master tells to the lines of a screen, and from keys to what is asked of the master. What
 * is shown is a pure function; only {@code Glass} touches the terminal and only {@code Uplink} and {@code LogFeed} the master.
 */
@NullMarked
package dev.muster.supervisor.cli.top;

import org.jspecify.annotations.NullMarked;
