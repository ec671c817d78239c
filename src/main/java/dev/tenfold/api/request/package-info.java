/** Data about every request: its id, the client's address, and the access log. */
@NullMarked
package dev.tenfold.api.request;

import org.jspecify.annotations.NullMarked;
