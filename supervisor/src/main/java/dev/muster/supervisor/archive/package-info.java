/**
 * Archives of the classes of workers' JVMs, as files: what one fits, where it lies, which of them stay. It starts nothing, and knows no JVM
 * but by its options.
 */
@NullMarked
package dev.muster.supervisor.archive;

import org.jspecify.annotations.NullMarked;
