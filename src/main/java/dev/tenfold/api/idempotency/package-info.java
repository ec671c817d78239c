/** Idempotency keys: requests that may be sent twice and take effect once. */
@NullMarked
package dev.tenfold.api.idempotency;

import org.jspecify.annotations.NullMarked;
