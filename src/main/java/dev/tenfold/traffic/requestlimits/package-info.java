/**
 * Jetty's handlers before Spring's servlet ({@link dev.tenfold.traffic.requestlimits.JettyConfiguration}), and the limits on what a
 * client may send and how long it may take.
 */
@NullMarked
package dev.tenfold.traffic.requestlimits;

import org.jspecify.annotations.NullMarked;
