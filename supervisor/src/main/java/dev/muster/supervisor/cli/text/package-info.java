/**
 * How the command line writes figures, and what it says of a worker in one line. Knows no command, and asks no master.
 */
@NullMarked
package dev.muster.supervisor.cli.text;

import org.jspecify.annotations.NullMarked;
