package dev.tenfold.testing.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the result "peers" of the raw lines that the benchmark against other frameworks writes, one JSON object for each service, scenario and
 * round. It reads them from standard input. {@code -Ddate} and {@code -Dcommit} say when it was
 * measured and which commit, if not now and this one.
 */
public final class Peers {

    static final String RATE = "requests/s";
    static final String SHARE = "of the best peer";
    static final Map<String, String> NAMES =
            ordered("p0-tenfold", "Tenfold", "p3-vertx", "Vert.x 5", "p5-go", "Go", "p2-fastify", "Fastify 5", "p1-express",
                    "Express 5", "p4-spring-jpa", "Spring Boot with JPA");
    static final Map<String, String> SCENARIOS = ordered("product_hot", "a product, hot", "list_hot", "a list of 20, hot", "list_gzip",
            "a list of 20, hot, gzip", "product_db", "a product, no cache", "list_db", "a list of 20, no cache", "order",
            "orders of 3 lines", "flash", "orders, all of one product");
    private static final String OURS = "Tenfold";
    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private Peers() {}

    /** A line of the benchmark: what wrk found in one round. */
    private record Round(String kind, String peer, String scenario, int round, double rps, @JsonProperty("p99_us") double p99Micros,
            @JsonProperty("srv_ms_1k") double cpuMillis, long non2xx) {}

    public static void main(String[] arguments) throws IOException {
        Map<List<Object>, Round> last = new LinkedHashMap<>(); // a round that was disturbed is repeated
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> line.startsWith("{")).map(line -> JSON.readValue(line, Round.class))
                    .filter(it -> "wrk".equals(it.kind) && NAMES.containsKey(it.peer) && SCENARIOS.containsKey(it.scenario))
                    .forEach(it -> last.put(List.of(it.peer, it.scenario, it.round), it));
        }
        List<Round> rounds = List.copyOf(last.values());
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("standard input has no line of the benchmark");
        }
        new Result("peers", System.getProperty("command", "a benchmark outside of this repository, see benchmarks.md"),
                System.getProperty("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
                System.getProperty("commit", Git.head()), figures(rounds))
                .write(Results.FOLDER);
    }

    /** Medians of the rounds; the share is the median of the ratios of each round, because the machine changes between rounds. */
    private static Map<String, Object> figures(List<Round> rounds) {
        Map<String, Object> figures = new TreeMap<>();
        figures.put("connections", Integer.getInteger("connections", 64));
        figures.put("cores", Integer.getInteger("cores", Runtime.getRuntime().availableProcessors()));
        figures.put("rounds", rounds.stream().mapToInt(Round::round).max().orElseThrow());
        figures.put("answers that were not 2xx", rounds.stream().mapToLong(Round::non2xx).sum());
        SCENARIOS.forEach((scenario, title) -> NAMES.forEach((peer, name) -> {
            List<Round> own = rounds.stream().filter(it -> it.scenario.equals(scenario) && it.peer.equals(peer)).toList();
            if (!own.isEmpty()) {
                String stem = title + " / " + name + " / ";
                figures.put(stem + RATE, (double) Math.round(median(own, Round::rps)));
                figures.put(stem + "p99 ms", round(median(own, Round::p99Micros) / 1_000));
                figures.put(stem + "CPU ms for 1,000 requests", round(median(own, Round::cpuMillis)));
                figures.put(stem + SHARE, round(median(own, it -> it.rps / best(rounds, it))));
            }
        }));
        return figures;
    }

    /** The rate of the fastest peer in the same scenario and round. */
    private static double best(List<Round> rounds, Round one) {
        return rounds.stream().filter(it -> it.scenario.equals(one.scenario) && it.round == one.round && !NAMES.get(it.peer).equals(OURS))
                .mapToDouble(Round::rps)
                .max().orElse(Double.NaN);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
