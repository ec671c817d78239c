package dev.tenfold.api.idempotency;

import java.util.UUID;

/**
 * A request that wants to be the first of its key.
 *
 * @param fingerprint SHA-256 of what is asked: the same key with another fingerprint is refused
 */
@SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual where it matters
public record Claim(UUID user, IdempotencyKey key, byte[] fingerprint) {

    /** Whether both are of the same user and key, whatever they ask. */
    public boolean isTwinOf(Claim other) {
        return user.equals(other.user) && key.equals(other.key);
    }
}
