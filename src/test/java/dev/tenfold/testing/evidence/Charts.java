package dev.tenfold.testing.evidence;

import dev.tenfold.testing.evidence.BarChart.Bar;
import dev.tenfold.testing.evidence.TimeChart.Line;
import dev.tenfold.testing.evidence.TimeChart.Mark;
import dev.tenfold.testing.evidence.TimeChart.Panel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jfree.chart.JFreeChart;

/** The charts of docs/evidence.md, each of one stored result. */
final class Charts {

    private static final int WIDTH = 860;
    private static final List<Chart> ALL = List.of(
            new Chart("peers", "peers", "Requests per second beside other frameworks", 600, Charts::peers),
            new Chart("rolling-update", "rolling-update", "Latency while all instances are replaced", 420,
                    result -> load(result, "Rolling update")),
            new Chart("kill", "kill", "Latency while an instance is killed", 420, result -> load(result, "kill -9 of one instance")),
            new Chart("overload", "overload", "Three times the load that saturates one core", 460, Charts::overload),
            new Chart("start", "first-minute", "Orders per second in the first minute after a start", 380, Charts::start));

    private Charts() {}

    /**
     * @param result the name of the result that it shows
     * @param draw makes it, or nothing if the result has no figures by second
     */
    record Chart(String name, String result, String title, int height, Function<Result, Optional<JFreeChart>> draw) {

        Optional<String> svg(Result from) {
            return draw.apply(from).map(chart -> Svg.write(chart, WIDTH, height, title,
                    "%s. %s, %s, commit %s. %s".formatted(title, from.command(), from.date(), from.commit(),
                            new TreeMap<>(from.figures()))));
        }
    }

    static List<Chart> all() {
        return ALL;
    }

    /** Figures are named "SCENARIO / PEER / requests/s" and "SCENARIO / PEER / of the best peer". */
    private static Optional<JFreeChart> peers(Result result) {
        Map<String, Map<String, Bar>> groups = new LinkedHashMap<>();
        for (String scenario : Peers.SCENARIOS.values()) {
            Map<String, Bar> bars = new LinkedHashMap<>();
            for (String peer : Peers.NAMES.values()) {
                String stem = scenario + " / " + peer + " / ";
                result.number(stem + Peers.SHARE).ifPresent(share -> bars.put(peer,
                        new Bar(share, String.format(Locale.ROOT, "%.2f  (%s/s)", share,
                                thousands(result.number(stem + Peers.RATE).orElse(Double.NaN))))));
            }
            if (!bars.isEmpty()) {
                groups.put(scenario, bars);
            }
        }
        List<String> series =
                Peers.NAMES.values().stream().filter(peer -> groups.values().stream().anyMatch(it -> it.containsKey(peer))).toList();
        return groups.isEmpty() ? Optional.empty()
                : Optional.of(BarChart.draw("Requests per second beside " + String.join(", ", series.subList(1, series.size())),
                        "The same small API, PostgreSQL and Redis, on one machine of "
                                + text(result, "cores") + " cores. " + text(result, "connections") + " connections, medians of "
                                + text(result, "rounds")
                                + " rounds. " + origin(result),
                        "requests per second, as a multiple of the fastest other framework (= 1)", groups, series));
    }

    private static Optional<JFreeChart> load(Result result, String what) {
        List<Double> latency = result.series("p99 ms by second");
        if (latency.isEmpty()) {
            return Optional.empty();
        }
        List<Panel> panels = new ArrayList<>();
        add(panels, result, "answers/s by second", "answers per second", false);
        panels.add(new Panel("latency, ms", true,
                List.of(new Line("p99 of the answers of a second", latency), new Line("p50", result.series("p50 ms by second")))));
        String requests =
                result.number("requests").map(it -> ": %,.0f requests, ".formatted(it) + text(result, "failed") + " failed").orElse("");
        return Optional.of(TimeChart.draw(what + requests, "What clients of NGINX saw, over TLS. " + origin(result), "seconds", panels,
                marks(result)));
    }

    private static Optional<JFreeChart> overload(Result result) {
        List<Double> latency = result.series("p99 ms by second");
        if (latency.isEmpty()) {
            return Optional.empty();
        }
        var rates = new Panel("requests per second", false,
                List.of(new Line("sent", result.series("sent/s by second")),
                        new Line("answered well", result.series("answered well/s by second")),
                        new Line("refused with 503", result.series("refused/s by second"))));
        var latencies = new Panel("p99 of good answers, ms", true, List.of(new Line("p99 of good answers", latency)));
        return Optional.of(TimeChart.draw(text(result, "times what saturates") + " times the load that saturates one core, then half of it",
                "Readers, lists and orders that do not wait for answers (open loop). " + origin(result), "seconds",
                List.of(rates, latencies),
                marks(result)));
    }

    private static Optional<JFreeChart> start(Result result) {
        List<Line> lines = new ArrayList<>();
        for (String kind : List.of("with", "without")) {
            List<Double> rates = result.series("orders/s by second, " + kind + " AOT cache");
            if (!rates.isEmpty()) {
                lines.add(new Line(kind + " the AOT cache", rates));
            }
        }
        return lines.isEmpty() ? Optional.empty()
                : Optional.of(TimeChart.draw("Orders per second in the first minute after a start",
                        "64 clients that send the next order when the last "
                                + "one is answered. " + origin(result),
                        "seconds since the instance is ready", List.of(new Panel("orders per second", false, lines)),
                        List.of()));
    }

    private static void add(List<Panel> panels, Result result, String figure, String axis, boolean logarithmic) {
        List<Double> numbers = result.series(figure);
        if (!numbers.isEmpty()) {
            panels.add(new Panel(axis, logarithmic, List.of(new Line(axis, numbers))));
        }
    }

    /** "20 an instance is killed; 24 it is ready again": what happened in which second. Which instance is replaced by which is too long for a chart. */
    private static List<Mark> marks(Result result) {
        return Arrays.stream(String.valueOf(result.figures().getOrDefault(Result.MARKS, "")).split("; ", -1)).filter(it -> !it.isBlank())
                .map(it -> new Mark(Math.max(1, Integer.parseInt(it.substring(0, it.indexOf(' ')))),
                        it.substring(it.indexOf(' ') + 1).replaceFirst("^(replaced):.*", "$1")))
                .toList();
    }

    private static String origin(Result result) {
        return result.day() + ", commit " + result.commit() + ".";
    }

    private static String text(Result result, String figure) {
        return Figures.text(result.figures().getOrDefault(figure, "?"));
    }

    private static String thousands(double rate) {
        return rate >= 10_000 ? String.format(Locale.ROOT, "%.1fk", rate / 1_000)
                : rate >= 1_000 ? String.format(Locale.ROOT, "%.2fk", rate / 1_000) : String.format(Locale.ROOT, "%.0f", rate);
    }
}
