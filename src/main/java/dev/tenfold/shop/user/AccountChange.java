package dev.tenfold.shop.user;

import dev.tenfold.security.identity.UserId;

/** A change of what a user signs in with. Published in the transaction that makes it. */
public sealed interface AccountChange {

    /**
     * The user has another e-mail.
     * @param before the user with the old e-mail
     */
    record EmailChanged(MailRecipient before) implements AccountChange {}

    /** The user has another password. */
    record PasswordChanged(UserId user) implements AccountChange {}

    /** The user's personal data was erased. */
    record Erased(UserId user) implements AccountChange {}
}
