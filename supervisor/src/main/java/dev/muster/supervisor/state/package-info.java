/**
 * What outlives the master: which processes it had, and what was wanted by hand. Files in the state directory, each written anew under
 * another name and renamed. Knows nothing of the loop.
 */
@NullMarked
package dev.muster.supervisor.state;

import org.jspecify.annotations.NullMarked;
