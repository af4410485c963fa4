/**
 * Black-box tests: they start the built distribution and talk to it through the command line, its sockets, its files and
 * {@code /proc} alone. Nothing here may import a class of the supervisor.
 */
@NullMarked
package dev.muster.acceptance;

import org.jspecify.annotations.NullMarked;
