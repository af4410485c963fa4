/**
 * How figures, tables and a status look to a person: for the command line, and for the master where it draws for a client. Knows no
 * command, and asks no master.
 */
@NullMarked
package dev.muster.supervisor.cli.text;

import org.jspecify.annotations.NullMarked;
