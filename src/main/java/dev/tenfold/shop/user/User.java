package dev.tenfold.shop.user;

import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import java.time.Instant;

/**
 * A user.
 * @param version increases with every change; the strong ETag is made from it
 */
record User(UserId id, String name, String email, Role role, long version, Instant createdAt) {

    /** Increase it when the shape of the record changes: part of its cache key. */
    static final int SCHEMA = 2;
}
