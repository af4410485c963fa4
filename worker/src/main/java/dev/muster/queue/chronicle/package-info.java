/**
 * The embedded engine on Chronicle Queue; the only package that imports net.openhft.
 */
@NullMarked
package dev.muster.queue.chronicle;

import org.jspecify.annotations.NullMarked;
