/**
 * The lifecycle of a worker: Service, its context, and the main class that runs it.
 */
@NullMarked
package dev.muster.worker;

import org.jspecify.annotations.NullMarked;
