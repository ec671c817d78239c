package dev.tenfold.api.request;

/** The kind of a request, in addition to its method and path. */
public enum RequestKind {
    SIGN_IN,
    SIGN_UP,
    /** Asking for a mail that verifies an e-mail. */
    VERIFICATION;
}
