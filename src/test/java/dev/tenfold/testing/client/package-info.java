/** The service as its clients see it: over HTTP. */
@NullMarked
package dev.tenfold.testing.client;

import org.jspecify.annotations.NullMarked;
