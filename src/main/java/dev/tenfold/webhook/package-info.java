/** Where others want to be told of events by HTTP, and the secrets that requests to them are signed with. */
@NullMarked
package dev.tenfold.webhook;

import org.jspecify.annotations.NullMarked;
