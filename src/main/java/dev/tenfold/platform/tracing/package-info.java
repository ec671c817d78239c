/**
 * Tracing of requests, jobs and deliveries with OpenTelemetry. Without an endpoint it is off and costs nothing; the trace context of a
 * client is still passed on.
 */
@NullMarked
package dev.tenfold.platform.tracing;

import org.jspecify.annotations.NullMarked;
