/**
 * The control protocol: requests, server, client. Posts to the loop and reads snapshots; holds no state of the fleet.
 */
@NullMarked
package dev.muster.supervisor.control;

import org.jspecify.annotations.NullMarked;
