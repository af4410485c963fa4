/**
 * Turns what other supervisors are configured with into a {@code muster.conf}: supervisord, Procfile, PM2, systemd. What has no
 * equivalent becomes a remark. Reads files and starts nothing; whether the result is right is the configuration's own reader to say.
 */
@NullMarked
package dev.muster.supervisor.migrate;

import org.jspecify.annotations.NullMarked;
