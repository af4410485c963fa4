/**
 * Linux: spawn, signal, exit, descriptors, sockets. The only package of the supervisor that uses JNA; decides nothing.
 */
@NullMarked
package dev.muster.supervisor.process;

import org.jspecify.annotations.NullMarked;
