package dev.tenfold.testing.evidence;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Figures as a person reads them. */
final class Figures {

    private static final double HUNDRED = 100;

    private Figures() {}

    static String text(Object figure) {
        if (figure instanceof Double number && number != Math.rint(number)) {
            return String.format(Locale.ROOT, number >= HUNDRED ? "%,.0f" : number >= 10 ? "%.1f" : "%.2f", number);
        }
        return figure instanceof Number number ? String.format(Locale.ROOT, "%,.0f", number.doubleValue()) : String.valueOf(figure);
    }

    /** The named figures of a result, or all that are no series. */
    static String text(Result result, List<String> names) {
        return result.figures().entrySet().stream()
                .filter(it -> names.isEmpty() ? !result.isSeries(it.getKey()) && !it.getKey().equals(Result.MARKS)
                        : names.contains(it.getKey()))
                .map(it -> it.getKey() + ": " + text(it.getValue())).collect(Collectors.joining("; "));
    }
}
