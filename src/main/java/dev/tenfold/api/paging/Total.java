package dev.tenfold.api.paging;

/** How far a list's rows are counted: an exact count of a table of millions would cost more than anything else a request does. */
public final class Total {

    public static final int MOST = 100_000;

    private Total() {}
}
