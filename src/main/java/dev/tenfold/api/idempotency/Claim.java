package dev.tenfold.api.idempotency;

import java.util.UUID;

/**
 * A request to use an idempotency key.
 * @param fingerprint SHA-256 of the request: the same key with another fingerprint is refused
 */
@SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual where it matters
public record Claim(UUID user, IdempotencyKey key, byte[] fingerprint) {

    /** Whether both have the same user and key, whatever their requests are. */
    public boolean isSameKeyAs(Claim other) {
        return user.equals(other.user) && key.equals(other.key);
    }
}
