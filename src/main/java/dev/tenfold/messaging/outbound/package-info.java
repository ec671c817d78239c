/** Requests to addresses that others chose: to the public internet only, and never for long. */
@NullMarked
package dev.tenfold.messaging.outbound;

import org.jspecify.annotations.NullMarked;
