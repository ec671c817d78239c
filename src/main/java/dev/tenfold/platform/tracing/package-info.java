/** What OpenTelemetry is told of requests, jobs and deliveries; nothing, and at no cost, where no endpoint is set. What they are part of is handed on in any case. */
@NullMarked
package dev.tenfold.platform.tracing;

import org.jspecify.annotations.NullMarked;
