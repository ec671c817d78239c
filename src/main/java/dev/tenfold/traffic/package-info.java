/** What stands before the routes: rate limits, load shedding, request limits and the response cache. */
@NullMarked
package dev.tenfold.traffic;

import org.jspecify.annotations.NullMarked;
