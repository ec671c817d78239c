package dev.tenfold.security.identity;

/**
 * The data that tokens are made from.
 * @param tokenEpoch the user's epoch: tokens with an older epoch are revoked
 */
public record Credentials(UserId id, Role role, int tokenEpoch) {}
