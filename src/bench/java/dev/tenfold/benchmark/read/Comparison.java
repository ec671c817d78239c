package dev.tenfold.benchmark.read;

import dev.tenfold.benchmark.measure.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One against another in turn, round by round: what the machine does beside it meets both.
 *
 * @param target the ratio of our rate to theirs that is wanted, if one is
 */
record Comparison(String title, Optional<Double> target, MeasuredServer ours, MeasuredServer theirs) {

    static final int ROUNDS = Integer.getInteger("rounds", 3);
    static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 4));

    static final String HEAD = "%-44s %10s %8s %8s %12s %7s".formatted("", "answers/s", "p50 ms", "p99 ms", "CPU ms/1000", "failed");

    Outcome run() {
        List<Result> our = new ArrayList<>();
        List<Result> their = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            our.add(ours.round(ROUND));
            their.add(theirs.round(ROUND));
        }
        return new Outcome(this, Result.median(our), Result.median(their));
    }

    /** What came of it. */
    record Outcome(Comparison comparison, Result ours, Result theirs) {

        List<String> lines() {
            double ratio = ours.rate() / theirs.rate();
            String verdict = comparison.target.map(target -> ", wanted %.1fx: %s".formatted(target, ratio >= target ? "held" : "MISSED")).orElse("");
            return List.of("%s: %.2fx%s".formatted(comparison.title, ratio, verdict), line(comparison.ours.name(), ours),
                    line(comparison.theirs.name(), theirs));
        }

        Map<String, Object> figures() {
            return Map.of(comparison.title + ": ratio", ours.rate() / theirs.rate(), comparison.ours.name() + ", answers/s", ours.rate(),
                    comparison.theirs.name() + ", answers/s", theirs.rate());
        }

        private static String line(String name, Result result) {
            return "  %-42s %10.0f %8s %8s %12s %7.0f".formatted(name, result.rate(), figure(result.p50()), figure(result.p99()),
                    figure(result.cpu()), result.failed());
        }

        private static String figure(double value) {
            return Double.isNaN(value) ? "-" : "%.2f".formatted(value);
        }
    }
}
