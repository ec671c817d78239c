package dev.tenfold.benchmark.load;

import java.util.List;
import java.util.Locale;

/** A line of the proof: what is claimed, what was found, and whether it holds. */
record Finding(String claim, String wanted, String found, boolean holds) {

    static final String HEAD = "%-74s %-12s %-26s %s".formatted("claim", "wanted", "found", "");

    static Finding atMost(String claim, double limit, double found) {
        return new Finding(claim, "<= " + number(limit), number(found), found <= limit);
    }

    static Finding atLeast(String claim, double limit, double found) {
        return new Finding(claim, ">= " + number(limit), number(found), found >= limit);
    }

    static Finding none(String claim, long found) {
        return new Finding(claim, "0", Long.toString(found), found == 0);
    }

    /** How much worse it became, by the medians of rounds taken in turn. */
    static Finding ratio(String claim, double limit, List<Double> with, List<Double> without) {
        return ratio(claim, limit, median(with), median(without));
    }

    static Finding ratio(String claim, double limit, double with, double without) {
        return new Finding(claim, "<= " + number(limit) + "x", "%.2fx (%.2f / %.2f)".formatted(with / without, with, without),
                with <= limit * without);
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.3f", value);
    }

    @Override
    public String toString() {
        return "%-74s %-12s %-26s %s".formatted(claim, wanted, found, holds ? "holds" : "MISSED");
    }
}
