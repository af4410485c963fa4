/**
 * What the build does to a library before it is shipped. Not part of the program, and not in its jar.
 */
@NullMarked
package dev.muster.supervisor.build;

import org.jspecify.annotations.NullMarked;
