/**
 * What may be believed of files and directories: whose they are, who else may write or read them, whether a name is a link. It only looks,
 * with what the JDK has; who opens a file asks again about what was opened.
 */
@NullMarked
package dev.muster.supervisor.trust;

import org.jspecify.annotations.NullMarked;
