/** What every request bears: its id and its line in the access log. */
@NullMarked
package dev.tenfold.api.request;

import org.jspecify.annotations.NullMarked;
