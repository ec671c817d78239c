/** The service as its clients meet it: over HTTP. */
@NullMarked
package dev.tenfold.testing.client;

import org.jspecify.annotations.NullMarked;
