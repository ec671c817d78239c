package dev.tenfold.api.route;

/** Who may call a route. Whether a user may see one order or one job is decided by its service. */
public enum Access {
    PUBLIC, SIGNED_IN, ADMIN
}
