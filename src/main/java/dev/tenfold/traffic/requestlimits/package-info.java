/**
 * A request's way through Jetty until Spring's servlet has it ({@link dev.tenfold.traffic.requestlimits.JettyConfiguration}), and the limits on what a client may send
 * and on how long it may take.
 */
@NullMarked
package dev.tenfold.traffic.requestlimits;

import org.jspecify.annotations.NullMarked;
