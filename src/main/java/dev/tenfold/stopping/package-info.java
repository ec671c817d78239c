/** Leaving without a lost request: SIGTERM until the end of the process. */
@NullMarked
package dev.tenfold.stopping;

import org.jspecify.annotations.NullMarked;
