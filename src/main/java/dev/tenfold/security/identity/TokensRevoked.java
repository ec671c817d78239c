package dev.tenfold.security.identity;

/** Published in a transaction that revokes tokens of any user. A cache of revocations must be refreshed after the commit. */
public record TokensRevoked() {}
