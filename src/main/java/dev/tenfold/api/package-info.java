/** What every HTTP route shares: problem documents, conditional requests, paging, idempotency keys, the OpenAPI document. */
@NullMarked
package dev.tenfold.api;

import org.jspecify.annotations.NullMarked;
