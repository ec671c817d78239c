/** Everything a request passes before it reaches the routes: rate limits, load shedding, request limits and the response cache. */
@NullMarked
package dev.tenfold.traffic;

import org.jspecify.annotations.NullMarked;
