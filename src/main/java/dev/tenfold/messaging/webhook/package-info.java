/** Webhooks: where events are sent by HTTP, and the secrets that sign the requests. */
@NullMarked
package dev.tenfold.messaging.webhook;

import org.jspecify.annotations.NullMarked;
