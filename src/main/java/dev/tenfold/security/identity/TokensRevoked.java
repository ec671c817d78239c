package dev.tenfold.security.identity;

/** Tokens were ended in this transaction, of whomever: who keeps in memory which ones were, looks again when it has committed. */
public record TokensRevoked() {}
