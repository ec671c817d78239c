package dev.tenfold.api.paging;

/**
 * The limit up to which a list's rows are counted: an exact count of a table with millions of rows would cost more than the rest of the
 * request.
 */
public final class Total {

    public static final int MOST = 100_000;

    private Total() {}
}
