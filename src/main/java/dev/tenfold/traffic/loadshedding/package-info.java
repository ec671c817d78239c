/**
 * Overload protection: the number of active requests is limited, and the limit drops when latency is too high. A request over the limit
 * waits for a short time, the most important first, and is then refused.
 */
@NullMarked
package dev.tenfold.traffic.loadshedding;

import org.jspecify.annotations.NullMarked;
