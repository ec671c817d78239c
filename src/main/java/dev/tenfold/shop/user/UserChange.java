package dev.tenfold.shop.user;

import dev.tenfold.security.identity.Role;
import org.jspecify.annotations.Nullable;

/**
 * The new values of a user.
 * @param password the new password, or null to keep the old one
 * @param currentPassword proves that users change their own password themselves
 */
record UserChange(String name, String email, Role role, @Nullable String password, @Nullable String currentPassword) {

    /** Does not show the passwords. */
    @Override
    public String toString() {
        return "UserChange[" + email + "]";
    }
}
