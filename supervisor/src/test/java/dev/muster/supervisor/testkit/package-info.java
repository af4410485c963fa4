/**
 * What the supervisor's tests share.
 */
@NullMarked
package dev.muster.supervisor.testkit;

import org.jspecify.annotations.NullMarked;
