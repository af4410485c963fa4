/**
 * The one thread that owns all state: mailbox, next deadline, effect dispatch, published snapshot. Nothing in it blocks.
 */
@NullMarked
package dev.muster.supervisor.loop;

import org.jspecify.annotations.NullMarked;
