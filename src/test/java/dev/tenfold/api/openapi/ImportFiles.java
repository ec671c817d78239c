package dev.tenfold.api.openapi;

import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files of products to import, with the ends of every type in them. */
final class ImportFiles {

    static final String CSV = "text/csv";

    private static final String SKU = "@@SKU@@";
    private static final Pattern SKUS = Pattern.compile(SKU);
    private static final List<String> COLUMNS =
            List.of("sku", "name", "description", "category", "price_amount", "price_currency", "initial_stock");
    private static final List<String> CELLS = List.of(SKU, "Tea", "Green", "tea", "1", "USD", "1");
    private static final String CSV_SAMPLE = row(COLUMNS) + row(CELLS);
    private static final String NDJSON_SAMPLE =
            """
                    {"sku": "@@SKU@@", "name": "Tea", "description": "Green", "category": "tea", "price": {"amount": 1, "currency": "USD"}, "initial_stock": 1}
                    """;

    private ImportFiles() {}

    /** A file with one product that is valid. */
    static String sample(String media) {
        return media.equals(CSV) ? CSV_SAMPLE : NDJSON_SAMPLE;
    }

    /** Each place for an SKU gets another one. */
    static String withSkus(String text) {
        return SKUS.matcher(text).replaceAll(_ -> Matcher.quoteReplacement("S-" + UUID.randomUUID()));
    }

    /** For each column a file that has a row for each value in it. */
    static List<String> csv() {
        return IntStream.range(0, COLUMNS.size()).mapToObj(column -> row(COLUMNS) + Extremes.texts().map(value -> row(IntStream
                .range(0, COLUMNS.size()).mapToObj(other -> other == column ? quoted(value) : CELLS.get(other)).toList()))
                .collect(Collectors.joining())).toList();
    }

    /** A file that has a row for each value in the place of the mark. */
    static String ndjson(String row, String mark, List<String> values) {
        return values.stream().map(value -> row.replace(mark, value) + "\n").collect(Collectors.joining());
    }

    /** Files of which the first row, or the last, may be no row at all. Not empty: a request without a body is another matter. */
    static List<String> unreadable(String media, String sample) {
        Stream<String> headers = media.equals(CSV)
                ? Extremes.texts().map(value -> quoted(value) + "," + sample)
                : Stream.of();
        return Stream.of(Extremes.texts(), Extremes.texts().map(value -> sample + value), headers).flatMap(all -> all)
                .filter(file -> !file.isEmpty()).toList();
    }

    private static String row(List<String> cells) {
        return String.join(",", cells) + "\n";
    }

    private static String quoted(String cell) {
        return "\"" + cell.replace("\"", "\"\"") + "\"";
    }
}
