/** Webhooks: where events are sent by HTTP, and the secrets that the requests are signed with. */
@NullMarked
package dev.tenfold.messaging.webhook;

import org.jspecify.annotations.NullMarked;
