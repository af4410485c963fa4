/**
 * The workers' output: pumps, line framing, files, rotation, follow. Knows no lifecycle.
 */
@NullMarked
package dev.muster.supervisor.log;

import org.jspecify.annotations.NullMarked;
