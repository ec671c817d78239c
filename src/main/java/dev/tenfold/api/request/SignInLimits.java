package dev.tenfold.api.request;

import java.util.function.BooleanSupplier;

/** Counts wrong passwords of an account. */
public interface SignInLimits {

    /**
     * Checks a password, and counts it as a sign-in of the account and the address, whatever the request is.
     * @param account the normalized name of the account; need not exist
     * @param password returns whether the password is right
     * @return the same
     * @throws dev.tenfold.platform.failure.Failure.Limited when there were too many wrong passwords
     */
    boolean attempt(String account, BooleanSupplier password);
}
