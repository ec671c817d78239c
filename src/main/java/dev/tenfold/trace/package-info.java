/** What OpenTelemetry is told of requests and jobs; nothing, and at no cost, where no endpoint is set. */
@NullMarked
package dev.tenfold.trace;

import org.jspecify.annotations.NullMarked;
