/**
 * What tests of several packages use: waiting, child JVMs, a master, a queue in memory.
 */
@NullMarked
package dev.muster.testkit;

import org.jspecify.annotations.NullMarked;
