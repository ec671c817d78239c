/** Threads that run as long as the service does. */
@NullMarked
package dev.tenfold.platform.worker;

import org.jspecify.annotations.NullMarked;
