package dev.tenfold.security.identity;

/**
 * What tokens are made of.
 *
 * @param tokenEpoch the user's epoch: tokens handed out in an older one are dead
 */
public record Credentials(UserId id, Role role, int tokenEpoch) {}
