package dev.tenfold.security.identity;

import java.util.Optional;

/** Finds who signs in with an e-mail address and a password. */
public interface PasswordAuthenticator {

    /**
     * The user of this e-mail and password, or empty; which of the two is wrong shows neither in the answer nor in the time it takes.
     *
     * @param address where the request comes from
     * @throws dev.tenfold.platform.failure.Failure.Limited when too many wrong passwords were tried
     */
    Optional<Credentials> authenticate(String email, String password, String address);
}
