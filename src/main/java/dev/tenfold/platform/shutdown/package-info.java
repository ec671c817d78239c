/** Graceful shutdown, from SIGTERM to the end of the process, without losing a request. */
@NullMarked
package dev.tenfold.platform.shutdown;

import org.jspecify.annotations.NullMarked;
