/** Requests to URLs that users have registered: only to the public internet, and with a time limit. */
@NullMarked
package dev.tenfold.messaging.outbound;

import org.jspecify.annotations.NullMarked;
