/**
 * Writes shell completions and man pages from the definitions of the commands. It runs while the distribution is built and is not in it.
 */
@NullMarked
package dev.muster.supervisor.cli.reference;

import org.jspecify.annotations.NullMarked;
