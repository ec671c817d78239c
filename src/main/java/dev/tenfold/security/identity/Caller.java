package dev.tenfold.security.identity;

/** Who sent the request, by the access token that it bears. */
public record Caller(UserId id, Role role) {

    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    /** Whether what belongs to this user is for the caller to see. */
    public boolean maySee(UserId owner) {
        return isAdmin() || id.equals(owner);
    }
}
