/** What all HTTP routes share: problem documents, conditional requests, paging, idempotency keys, the OpenAPI document. */
@NullMarked
package dev.tenfold.api;

import org.jspecify.annotations.NullMarked;
