/**
 * Composition root: builds the parts, wires them by hand, starts and stops them.
 */
@NullMarked
package dev.muster.supervisor.daemon;

import org.jspecify.annotations.NullMarked;
