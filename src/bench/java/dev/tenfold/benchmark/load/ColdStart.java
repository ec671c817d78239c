package dev.tenfold.benchmark.load;

import dev.tenfold.benchmark.measure.ServerJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An instance with one core that has just started, nothing of it compiled, and 64 clients who were waiting for it: it is slow, but there are never
 * more than 64 requests, and none may be refused. Its caches are off, so that each read and each list goes to PostgreSQL for all of the minute.
 */
final class ColdStart {

    private static final int CLIENTS = 64;
    private static final Duration MINUTE = Duration.ofSeconds(Integer.getInteger("crowd", 60));
    private static final Map<String, String> NO_CACHES = Map.of("tenfold.cache.enabled", "false", "tenfold.responsecache.enabled", "false");
    private static final int REFUSED = 503;
    private static final List<Integer> SECONDS = List.of(0, 10, 30, 60);
    private static final double NANOS = 1e9;

    private final ServiceUnderLoad site;

    ColdStart(ServiceUnderLoad site) {
        this.site = site;
    }

    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(crowd("orders, reads and lists", site.mix()));
        findings.addAll(crowd("lists", site::list));
        return findings;
    }

    private List<Finding> crowd(String title, Supplier<Arrival> arrivals) {
        try (ServerJvm newcomer = site.another(NO_CACHES); var liveness = new Liveness(newcomer.operationsPort())) {
            Samples answers = new ClosedLoop(newcomer.port(), CLIENTS, arrivals).run(MINUTE);
            LoadProof.say("  %s: %s; liveness asked %d times, slowest %.0f ms".formatted(title, answers, liveness.asked(), liveness.worst()));
            tellRates(answers);
            String claim = "start, %d clients, one core, %s: ".formatted(CLIENTS, title);
            long refused = answers.count(answer -> answer.status() == REFUSED);
            return List.of(Finding.none(claim + "refused", refused),
                    Finding.none(claim + "answered badly, or not at all", answers.count(answer -> !answer.isGood()) - refused),
                    Finding.none(claim + "liveness unanswered within 1 s, of %d".formatted(liveness.asked()), liveness.failed()));
        }
    }

    /** How fast it became while it was compiled. */
    private static void tellRates(Samples answers) {
        for (int i = 1; i < SECONDS.size(); i++) {
            int from = SECONDS.get(i - 1);
            int to = Math.min(SECONDS.get(i), (int) MINUTE.toSeconds());
            if (from >= to) {
                return;
            }
            Samples then = answers.only(answer -> answer.at() >= from * NANOS && answer.at() < to * NANOS);
            LoadProof.say("    seconds %d to %d: %.0f answered well a second, of them orders %.0f; p99 %.0f ms".formatted(from + 1, to,
                    (double) then.good() / (to - from), (double) then.of(Kind.ORDER).good() / (to - from), then.p99()));
        }
    }
}
