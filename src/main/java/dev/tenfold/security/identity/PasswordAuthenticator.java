package dev.tenfold.security.identity;

import java.util.Optional;

/** Checks an e-mail address and a password at sign-in. */
public interface PasswordAuthenticator {

    /**
     * The user with this e-mail and password, or empty. Neither the response nor its time shows which of the two is wrong.
     * @param address the client's address
     * @throws dev.tenfold.platform.failure.Failure.Limited when there were too many wrong passwords
     */
    Optional<Credentials> authenticate(String email, String password, String address);
}
