/** Workers that the acceptance tests run: they use the SDK as a stranger's program would. */
@NullMarked
package dev.muster.acceptance.workers;

import org.jspecify.annotations.NullMarked;
