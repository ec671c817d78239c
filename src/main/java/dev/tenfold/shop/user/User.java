package dev.tenfold.shop.user;

import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import java.time.Instant;

/**
 * A user as others in the service know them.
 *
 * @param version raised by every change; the strong ETag is made of it
 */
public record User(UserId id, String name, String email, Role role, long version, Instant createdAt) {

    /** Raised when the record changes shape: part of its cache key. */
    static final int SCHEMA = 1;
}
