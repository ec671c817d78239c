package dev.tenfold.shop.user;

import dev.tenfold.security.identity.Role;
import org.jspecify.annotations.Nullable;

/**
 * The new values of a user.
 * @param password the new password, or null to keep the old one
 * @param currentPassword proves that users, and not others with their token, change the e-mail or the password
 */
record UserChange(String name, String email, Role role, @Nullable String password, @Nullable String currentPassword) {

    /** Does not show the passwords. */
    @Override
    public String toString() {
        return "UserChange[" + email + "]";
    }

    boolean changesEmailOf(User user) {
        return !EmailAddress.key(email).equals(EmailAddress.key(user.email()));
    }

    /** Whether the user is an admin and will be none. */
    boolean demotes(User user) {
        return user.role() == Role.ADMIN && role != Role.ADMIN;
    }

    /** Whether the user will sign in with another e-mail or password. */
    boolean changesSignInOf(User user) {
        return password != null || changesEmailOf(user);
    }
}
