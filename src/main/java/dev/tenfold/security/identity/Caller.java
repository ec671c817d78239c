package dev.tenfold.security.identity;

import org.jspecify.annotations.Nullable;

/** The user who sent the request, according to its access token. */
public record Caller(UserId id, Role role) {

    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    /** Whether the caller may see what belongs to this user, or to nobody if null. */
    public boolean maySee(@Nullable UserId owner) {
        return isAdmin() || id.equals(owner);
    }
}
