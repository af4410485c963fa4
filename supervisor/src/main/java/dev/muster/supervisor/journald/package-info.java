/**
 * systemd's journal: entries and their fields, and the thread that sends them without anybody waiting for it. Knows no lifecycle.
 */
@NullMarked
package dev.muster.supervisor.journald;

import org.jspecify.annotations.NullMarked;
