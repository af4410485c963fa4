/**
 * The contract between master and worker: messages as records, their codec and version. No behaviour.
 *
 * <p>Not part of the public interface: it may change with any version.
 */
@NullMarked
package dev.muster.wire;

import org.jspecify.annotations.NullMarked;
