/**
 * HOCON to specification. The only package that sees Typesafe Config; every problem of a file is reported at once.
 */
@NullMarked
package dev.muster.supervisor.config;

import org.jspecify.annotations.NullMarked;
