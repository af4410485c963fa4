/**
 * The contract between master and worker: messages as records, their codec and version. No behaviour.
 */
@NullMarked
package dev.muster.wire;

import org.jspecify.annotations.NullMarked;
