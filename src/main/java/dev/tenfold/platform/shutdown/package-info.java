/** Leaving without a lost request: SIGTERM until the end of the process. */
@NullMarked
package dev.tenfold.platform.shutdown;

import org.jspecify.annotations.NullMarked;
