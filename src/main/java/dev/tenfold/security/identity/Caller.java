package dev.tenfold.security.identity;

/** The user who sent the request, according to its access token. */
public record Caller(UserId id, Role role) {

    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    /** Whether the caller may see what belongs to this user. */
    public boolean maySee(UserId owner) {
        return isAdmin() || id.equals(owner);
    }
}
