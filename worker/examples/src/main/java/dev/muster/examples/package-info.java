/**
 * The workers of the demo fleet. They use the SDK as any program would, and nothing else.
 */
@NullMarked
package dev.muster.examples;

import org.jspecify.annotations.NullMarked;
