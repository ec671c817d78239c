package dev.tenfold.api.request;

/** What a request may be besides what its own method and path say. */
public enum RequestKind {
    SIGN_IN,
    SIGN_UP;
}
