package dev.tenfold.benchmark.load;

import dev.tenfold.testing.evidence.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** One and a half, two and three times what saturates the service, and what becomes of it afterwards. */
final class Surge {

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration PEAK = Duration.ofSeconds(12);
    private static final Duration SURGE = Duration.ofSeconds(Integer.getInteger("surge", 60));
    private static final Duration CALM = Duration.ofSeconds(8);
    private static final int CLIENTS = 64;
    /** The first rate, as a part of what clients get that wait for their answers. */
    private static final double FIRST_SHARE = 0.7;
    private static final double STEP_UP = 1.15;
    private static final double SATURATED = 0.95;
    private static final double TOO_SLOW_MS = 500;
    private static final List<Double> TIMES = Arrays.stream(System.getProperty("times", "1.5,2,3").split(",", -1)).map(Double::valueOf).toList();
    private static final double CALM_SHARE = 0.5;
    private static final int RECOVERY_SECONDS = 5;
    private static final int REFUSED = 503;

    private final ServiceUnderLoad site;

    Surge(ServiceUnderLoad site) {
        this.site = site;
    }

    List<Finding> run() {
        double saturating = saturating();
        Samples peak = load(saturating, PEAK);
        LoadProof.say("  at the peak, %.0f/s: %s".formatted(saturating, peak));
        Samples calm = load(saturating * CALM_SHARE, CALM);
        LoadProof.say("  calm, %.0f/s: %s".formatted(saturating * CALM_SHARE, calm));
        List<Finding> findings = new ArrayList<>();
        for (double times : TIMES) {
            findings.addAll(surge(times, saturating, peak, calm));
        }
        return findings;
    }

    private List<Finding> surge(double times, double saturating, Samples peak, Samples calm) {
        Samples surge;
        Samples after;
        long asked;
        long dead;
        double slowest;
        try (var liveness = new Liveness(site.service().operationsPort())) {
            surge = load(saturating * times, SURGE);
            after = load(saturating * CALM_SHARE, CALM);
            asked = liveness.asked();
            dead = liveness.failed();
            slowest = liveness.worst();
        }
        LoadProof.say("  %.1f times, %.0f/s: %s; liveness asked %d times, slowest %.0f ms".formatted(times, saturating * times, surge, asked, slowest));
        for (Kind kind : Kind.values()) {
            LoadProof.say("    %-9s at the peak %s".formatted(kind, peak.of(kind)));
            LoadProof.say("    %-9s in the surge %s".formatted(kind, surge.of(kind)));
        }
        LoadProof.say("  afterwards: " + after);
        record(times, saturating, peak, surge, after);
        Samples refused = surge.only(answer -> answer.status() == REFUSED);
        String load = "%.1fx the load that saturates: ".formatted(times);
        return List.of(
                new Finding(load + "answered well a second, of that at the peak", ">= 0.8",
                        "%.2f (%.0f / %.0f)".formatted(surge.goodput() / peak.goodput(), surge.goodput(), peak.goodput()),
                        surge.goodput() >= 0.8 * peak.goodput()),
                Finding.ratio(load + "p99 ms of what was accepted / at the peak", 2, surge.p99(), peak.p99()),
                Finding.atLeast(load + "share of orders placed", 0.99, surge.of(Kind.ORDER).shareGood()),
                new Finding(load + "lists answered / reads answered / orders answered", "in this order", shares(surge),
                        surge.of(Kind.LIST).shareGood() <= reads(surge).shareGood() && reads(surge).shareGood() <= surge.of(Kind.ORDER).shareGood()),
                Finding.none(load + "refused without Retry-After", refused.count(answer -> !answer.retryAfter())),
                Finding.none(load + "neither answered well nor refused by 503", surge.count(bad(answer -> answer.status() != REFUSED))),
                Finding.none(load + "liveness unanswered within 1 s, of %d".formatted(asked), dead),
                Finding.atMost(load + "seconds until normal afterwards (nothing refused, p99 <= 2x of before)", RECOVERY_SECONDS, recovery(after, calm)));
    }

    /** The highest load is the last: its result is the one that stays. */
    private void record(double times, double saturating, Samples peak, Samples surge, Samples after) {
        Map<String, Object> figures = new HashMap<>(Map.of("times what saturates", times, "saturating/s", Math.round(saturating), "peak, answered well/s",
                Math.round(peak.goodput()), "peak p99 ms", peak.p99(), "answered well/s", Math.round(surge.goodput()), "of the peak",
                surge.goodput() / peak.goodput(), "p99 ms", surge.p99(), "orders placed, share", surge.of(Kind.ORDER).shareGood(), "marks",
                "0 the load is %.1f times what saturates; %d half of what saturates".formatted(times, SURGE.toSeconds())));
        figures.put("sent/s by second", series(surge, after, second -> second.all().size()));
        figures.put("answered well/s by second", series(surge, after, Samples::good));
        figures.put("refused/s by second", series(surge, after, second -> second.count(answer -> answer.status() == REFUSED)));
        figures.put("p99 ms by second", series(surge, after, Samples::p99));
        Results.write("overload", LoadProof.command("surge"), figures);
    }

    private static String series(Samples surge, Samples after, ToDoubleFunction<Samples> figure) {
        return Results.series(Stream.concat(surge.bySecond().stream(), after.bySecond().stream()).mapToDouble(figure));
    }

    /** The last rate at which answers keep up with arrivals, and none takes long. A rate is tried three times, because one hiccup tells nothing. */
    private double saturating() {
        double most = 0;
        for (int turn = 0; turn < 3; turn++) { // in the first, it has just lost the other cores
            Samples closed = new ClosedLoop(site.port(), CLIENTS, site.mix()).run(STEP);
            LoadProof.say("  %d clients that wait: %s".formatted(CLIENTS, closed));
            most = Math.max(most, closed.goodput());
        }
        double rate = most * FIRST_SHARE;
        double last = rate;
        for (int misses = 0; misses < 3;) {
            Samples step = load(rate, STEP);
            LoadProof.say("  %.0f/s: %s".formatted(rate, step));
            if (step.goodput() < SATURATED * rate || step.p99() > TOO_SLOW_MS) {
                misses++;
            } else {
                misses = 0;
                last = rate;
                rate *= STEP_UP;
            }
        }
        return last;
    }

    private Samples load(double rate, Duration duration) {
        return new OpenLoop(site.port(), rate, site.mix()).run(duration);
    }

    private static Predicate<Sample> bad(Predicate<Sample> predicate) {
        return predicate.and(answer -> !answer.isGood());
    }

    private static Samples reads(Samples answers) {
        return answers.only(answer -> answer.kind() == Kind.READ || answer.kind() == Kind.HOT_READ);
    }

    private static String shares(Samples answers) {
        Map<String, Samples> parts = Map.of("lists", answers.of(Kind.LIST), "reads", reads(answers), "orders", answers.of(Kind.ORDER));
        return "%.2f / %.2f / %.3f".formatted(parts.get("lists").shareGood(), parts.get("reads").shareGood(), parts.get("orders").shareGood());
    }

    /** The second from which on all seconds are as before. */
    private static double recovery(Samples after, Samples before) {
        int normal = 0;
        List<Samples> seconds = after.bySecond();
        for (int second = 0; second < seconds.size(); second++) {
            if (seconds.get(second).shareGood() < 1 || seconds.get(second).p99() > 2 * before.p99()) {
                normal = second + 1;
            }
        }
        return normal;
    }
}
