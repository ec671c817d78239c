/** What requests to webhooks are signed with. */
@NullMarked
package dev.tenfold.secret;

import org.jspecify.annotations.NullMarked;
