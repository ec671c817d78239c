/** Until when a request is worth working for: past it, the request gets no connection, and its statement is cancelled. */
@NullMarked
package dev.tenfold.platform.datasource;

import org.jspecify.annotations.NullMarked;
