/**
 * What is wanted: the fleet, its services and their policies, as immutable records. Reads no file, knows no process.
 */
@NullMarked
package dev.muster.supervisor.spec;

import org.jspecify.annotations.NullMarked;
