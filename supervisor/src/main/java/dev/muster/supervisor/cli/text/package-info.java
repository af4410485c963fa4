/**
 * How the command line writes figures. Knows no command and no master.
 */
@NullMarked
package dev.muster.supervisor.cli.text;

import org.jspecify.annotations.NullMarked;
