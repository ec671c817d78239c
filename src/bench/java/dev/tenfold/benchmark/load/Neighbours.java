package dev.tenfold.benchmark.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One address at many times its limit beside fifty that keep to it. */
final class Neighbours {

    private static final int HONEST = 50;
    private static final int LIMIT = 300;
    private static final double PER_MINUTE = 60;
    /** A minute's limit is 5 a second; these ask at 4. */
    private static final double HONEST_RATE = HONEST * 4.0;
    private static final int ABUSER = 40_000;
    private static final Duration ROUND = Duration.ofSeconds(6);
    private static final int ROUNDS = 5;
    private static final int LIMITED = 429;

    private final ServiceUnderLoad site;
    private final SplittableRandom random = new SplittableRandom(3);
    private int crowd;

    Neighbours(ServiceUnderLoad site) {
        this.site = site;
    }

    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(beside("one address at 10 times its limit", 10 * LIMIT / PER_MINUTE, 1));
        findings.addAll(beside("one address at 2,000 requests a second", 2_000, 2));
        return findings;
    }

    private List<Finding> beside(String title, double rate, int abuser) {
        List<Sample> flood = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        long unanswered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Samples alone = honest();
            CompletableFuture<Samples> abuse = CompletableFuture
                    .supplyAsync(() -> new OpenLoop(site.port(), rate, () -> ServiceUnderLoad.hot(ServiceUnderLoad.address(ABUSER + abuser))).run(ROUND));
            Samples beside = honest();
            flood.addAll(abuse.orTimeout(1, TimeUnit.MINUTES).join().all());
            with.add(beside.p99());
            without.add(alone.p99());
            unanswered += alone.all().size() - alone.good() + beside.all().size() - beside.good();
            LoadProof.say("  " + title + ": honest alone " + alone + " / beside it " + beside);
        }
        double seconds = ROUNDS * 2 * ROUND.toSeconds();
        double excess = flood.size() - LIMIT * (1 + seconds / PER_MINUTE); // a full bucket, and what is refilled
        long refused = flood.stream().filter(answer -> answer.status() == LIMITED && answer.retryAfter()).count();
        return List.of(Finding.ratio(title + ": p99 ms of 50 honest ones, beside it / alone", 1.3, with, without),
                Finding.none(title + ": honest requests not answered well", unanswered),
                Finding.atLeast(title + ": share of its excess refused, with Retry-After", 0.99, Math.min(1, refused / excess)));
    }

    /** Fifty addresses, others each time, so that no round meets what another has used up. */
    private Samples honest() {
        crowd++;
        return new OpenLoop(site.port(), HONEST_RATE, () -> ServiceUnderLoad.hot(ServiceUnderLoad.address(crowd * HONEST + random.nextInt(HONEST)))).run(ROUND);
    }
}
