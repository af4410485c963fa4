/**
 * For tests of workers: {@link dev.muster.testing.InlineMuster} runs services and handlers within the test, on its thread and its clock;
 * {@link dev.muster.testing.MusterExtension} does that for JUnit. It uses what a worker uses, and nothing of the supervisor.
 */
@NullMarked
package dev.muster.testing;

import org.jspecify.annotations.NullMarked;
