/** The service as its clients meet it: over HTTP. */
@NullMarked
package dev.tenfold.client;

import org.jspecify.annotations.NullMarked;
