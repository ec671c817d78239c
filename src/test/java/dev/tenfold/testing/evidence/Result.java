package dev.tenfold.testing.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a proof or a benchmark measured, as stored in one JSON file.
 *
 * @param command what a person types to measure it again
 * @param date ISO 8601, a day or a time in UTC
 * @param commit short id
 * @param figures numbers and texts; a series is a text of numbers, one for each second, with "-" where there is none
 */
record Result(String name, String command, String date, String commit, Map<String, Object> figures) {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Pattern SERIES = Pattern.compile("(?:-|\\d+(?:\\.\\d+)?)(?: (?:-|\\d+(?:\\.\\d+)?)){4,}");
    static final String MARKS = "marks";
    private static final Map<String, String> COLUMNS =
            Map.of("answered", "answers/s by second", "failed", "failed/s by second", "p50_ms", "p50 ms by second", "p99_ms",
                    "p99 ms by second");
    private static final int DAY = 10; // characters of an ISO date

    /** Reads a result. Rows of a list {@code seconds} and {@code marks}, which the scripts in deploy write, become series. */
    static Result read(Path file) {
        JsonNode tree = JSON.readTree(file);
        Map<String, Object> figures = JSON.convertValue(tree.path("figures"), new TypeReference<TreeMap<String, Object>>() {});
        JsonNode seconds = tree.path("seconds");
        if (!seconds.isEmpty()) {
            COLUMNS.forEach((column, figure) -> figures.put(figure, column(seconds, column)));
            figures.put(MARKS, tree.path("marks").valueStream()
                    .map(mark -> Math.round(mark.path("second").asDouble()) + " " + mark.path("what").asString())
                    .collect(Collectors.joining("; ")));
        }
        return new Result(tree.path("name").asString(), tree.path("command").asString(), tree.path("date").asString(),
                tree.path("commit").asString(),
                figures);
    }

    /** A number for each second up to the last one. */
    private static String column(JsonNode seconds, String column) {
        var numbers = new TreeMap<Long, Double>();
        seconds.forEach(row -> numbers.put(Math.round(row.path("second").asDouble()), row.path(column).asDouble()));
        return Results.series(LongStream.rangeClosed(1, numbers.lastKey()).mapToDouble(second -> numbers.getOrDefault(second, Double.NaN)));
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path draft = folder.resolve(name + ".json.new");
        Files.writeString(draft, JSON.writeValueAsString(new Result(name, command, date, commit, new TreeMap<>(figures))) + "\n");
        Files.move(draft, folder.resolve(name + ".json"), StandardCopyOption.REPLACE_EXISTING);
    }

    String day() {
        return date.substring(0, Math.min(DAY, date.length()));
    }

    Optional<Double> number(String figure) {
        return figures.get(figure) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    boolean isSeries(String figure) {
        return figures.get(figure) instanceof String text && SERIES.matcher(text).matches();
    }

    /** The numbers of a series, NaN where there is none; empty if there is no such series. */
    List<Double> series(String figure) {
        return isSeries(figure)
                ? Arrays.stream(figures.get(figure).toString().split(" ", -1))
                        .map(it -> it.equals("-") ? Double.NaN : Double.parseDouble(it)).toList()
                : List.of();
    }
}
