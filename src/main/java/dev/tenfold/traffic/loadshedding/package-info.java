/**
 * Overload protection: requests at work are counted against a limit that sinks when they take too long. One that finds no place waits a little, the
 * most important first, and is refused then.
 */
@NullMarked
package dev.tenfold.traffic.loadshedding;

import org.jspecify.annotations.NullMarked;
