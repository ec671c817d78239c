package dev.tenfold.api.request;

import java.util.function.BooleanSupplier;

/** Counts wrong passwords of an account. */
public interface SignInLimits {

    /**
     * Lets somebody try a password. It counts as a sign-in, for the address too, whatever the request is.
     *
     * @param account one text for all spellings of the account's name; need not exist
     * @param password whether it is right
     * @return the same
     * @throws dev.tenfold.platform.failure.Failure.Limited when too many were wrong
     */
    boolean attempt(String account, BooleanSupplier password);
}
