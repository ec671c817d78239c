package dev.tenfold.api.idempotency;

import dev.tenfold.api.http.HeaderResolver;
import org.springframework.stereotype.Component;

/** Fills handler parameters from the header {@code Idempotency-Key}. */
@Component
class IdempotencyKeyResolver extends HeaderResolver<IdempotencyKey> {

    IdempotencyKeyResolver() {
        super(IdempotencyKey.class, IdempotencyKey.HEADER, IdempotencyKey::of);
    }
}
