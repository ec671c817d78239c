package dev.tenfold.benchmark.load;

import dev.tenfold.benchmark.measure.ServerJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/** What a hot read costs with limits and without, in two processes by turns. */
final class LimiterCost {

    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(4);
    /** Long and fast: else what is measured is how an exchange with Redis is compiled, because one in 22 requests has one. */
    private static final Duration WARM = Duration.ofSeconds(50);
    private static final int TIMES_AS_FAST = 3;
    private static final double RATE = 2_000;
    /** Quiet addresses, of which each asks Redis for itself: the most that a limit can cost. */
    private static final int QUIET = 4_000;
    /** Addresses that are as busy as they may be, which take several at a time. */
    private static final int BUSY = 460;
    private static final int ADDRESSES = 120_000;
    private static final double MOST_MS = 0.2;
    private static final double MOST_CPU = 1.1;

    private final ServiceUnderLoad site;
    private final SplittableRandom random = new SplittableRandom(13);

    LimiterCost(ServiceUnderLoad site) {
        this.site = site;
    }

    /** @param cpu ms for 1,000 answers */
    private record Cost(double p50, double p99, double cpu) {}

    List<Finding> run() {
        try (ServerJvm without = site.another(Map.of("tenfold.ratelimit.enabled", "false"))) {
            site.warmUpHotReads(site.service(), WARM, TIMES_AS_FAST);
            site.warmUpHotReads(without, WARM, TIMES_AS_FAST);
            LoadProof.say("  idle, CPU ms in the time of 1,000 reads: limits on %.1f / off %.1f".formatted(idle(site.service()), idle(without)));
            List<Finding> findings = new ArrayList<>();
            findings.addAll(compare("%d addresses, each of them quiet".formatted(QUIET), QUIET, without));
            findings.addAll(compare("%d addresses, each near its limit".formatted(BUSY), BUSY, without));
            return findings;
        }
    }

    private List<Finding> compare(String title, int addresses, ServerJvm without) {
        List<Cost> on = new ArrayList<>();
        List<Cost> off = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            on.add(round(site.service(), addresses));
            off.add(round(without, addresses));
            LoadProof.say("  %s: limits on %s / off %s".formatted(title, on.getLast(), off.getLast()));
        }
        return List.of(Finding.atMost("limits, " + title + ": added to p99 of a hot read, ms", MOST_MS, median(on, Cost::p99) - median(off, Cost::p99)),
                Finding.ratio("limits, " + title + ": CPU ms of 1,000 hot reads, on / off", MOST_CPU, median(on, Cost::cpu), median(off, Cost::cpu)));
    }

    /** What the jobs, the relay and the heartbeats of a process take: they are in the figures of both, and not the same in both. */
    private static double idle(ServerJvm server) {
        double before = server.cpu();
        LockSupport.parkNanos(ROUND.toNanos());
        return (server.cpu() - before) * 1_000 / (RATE * ROUND.toSeconds());
    }

    private Cost round(ServerJvm server, int addresses) {
        double before = server.cpu();
        Samples answers = new OpenLoop(server.port(), RATE, () -> ServiceUnderLoad.hot(ServiceUnderLoad.address(ADDRESSES + random.nextInt(addresses)))).run(ROUND);
        return new Cost(answers.p50(), answers.p99(), (server.cpu() - before) * 1_000 / answers.good());
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
        return costs.stream().mapToDouble(figure).sorted().toArray()[costs.size() / 2];
    }
}
