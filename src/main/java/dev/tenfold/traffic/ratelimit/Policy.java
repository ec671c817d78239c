package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.route.PathRule;
import dev.tenfold.cache.redis.BucketStore.Terms;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Refill;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Settings;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.WithoutRedis;
import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/** A policy, made ready to be asked at every request. There is one object of each, so identity is equality. */
public final class Policy {

    static final String HEADER = "RateLimit-Policy";
    /** All instances together pass at most this part of the capacity before they report it to Redis. */
    private static final int RESERVE_DIVISOR = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    final String name;
    final Settings settings;
    final Terms terms;
    final HttpField header;
    private final Set<String> methods;
    private final String version;
    /** Other settings count apart, since a bucket keeps the settings that it was made with. */
    private final String keySuffix;

    Policy(String name, Settings settings, int instances) {
        this.name = name;
        this.settings = settings;
        this.methods = new HashSet<>(settings.methods());
        if (methods.contains("GET")) {
            methods.add("HEAD"); // the same handler runs
        }
        this.version = settings.version() == null ? "" : "/api/v" + settings.version() + "/";
        int capacity = settings.capacity();
        int tokens = settings.tokens();
        int reserve = capacity / RESERVE_DIVISOR / instances;
        this.terms = new Terms(bucket(settings, capacity, tokens), settings.withoutRedis() == WithoutRedis.OPEN ? null
                : bucket(settings, share(settings, capacity, instances), share(settings, tokens, instances)), reserve == 1 ? 0 : reserve,
                settings.refillPeriod());
        this.header = new PreEncodedHttpField(HEADER, "\"%s\";q=%d;w=%d".formatted(name, capacity, settings.timeToFill().toSeconds()));
        this.keySuffix = "}:%d/%d/%s/%s".formatted(capacity, tokens, settings.refillPeriod(), settings.refill());
    }

    private static BucketConfiguration bucket(Settings settings, int capacity, int tokens) {
        Duration period = settings.refillPeriod();
        return BucketConfiguration.builder()
                .addLimit(limit -> settings.refill() == Refill.GREEDY ? limit.capacity(capacity).refillGreedy(tokens, period)
                        : limit.capacity(capacity).refillIntervally(tokens, period))
                .build();
    }

    /** One of the instances that share may be missing: the others still let the whole through. */
    private static int share(Settings settings, int whole, int instances) {
        return Math.max(1,
                settings.withoutRedis() == WithoutRedis.STRICT ? whole / instances : Math.ceilDiv(whole, Math.max(1, instances - 1)));
    }

    /** A policy of one token, of the same subjects or parts of them, that is counted beside this one and has no routes of its own. */
    public Policy ofOneToken(String suffix, Duration refillPeriod) {
        return new Policy(name + "-" + suffix,
                new Settings(true, List.of(), List.of(), List.of(), null, settings.counts(), 1, 1, refillPeriod, Refill.GREEDY,
                        WithoutRedis.STRICT, false, null, null),
                1);
    }

    public Duration refillPeriod() {
        return settings.refillPeriod();
    }

    /** Whether it counts wrong passwords of an account. Nothing in this package does. */
    public boolean countsAccounts() {
        return settings.counts() == RateLimitProperties.Counts.ACCOUNT;
    }

    /** How long an empty bucket takes to be full. */
    public Duration timeToFill() {
        return settings.timeToFill();
    }

    boolean isFor(String method, String path) {
        return (methods.isEmpty() || methods.contains(method)) && path.startsWith(version) && matches(settings.paths(), path)
                && !matches(settings.exceptPaths(), path);
    }

    private static boolean matches(List<PathRule> rules, String path) {
        for (PathRule rule : rules) { // no stream: this runs for every request
            if (rule.matches(path)) {
                return true;
            }
        }
        return false;
    }

    String key(String subject) {
        return "limit:{" + name + ":" + subject + keySuffix;
    }

    /** What is left, as the {@code RateLimit} header has it. */
    String state(Outcome outcome) {
        long nanos = outcome.passes() ? outcome.probe().getNanosToWaitForReset() : outcome.probe().getNanosToWaitForRefill();
        return "\"" + name + "\";r=" + Math.max(0, outcome.probe().getRemainingTokens()) + ";t=" + Math.ceilDiv(nanos, SECOND);
    }

    /** The refusal that follows from the outcome; null if the request passes. */
    @Nullable
    Limited refusal(Outcome outcome) {
        return outcome.passes() ? null : new Limited(name, Duration.ofNanos(outcome.probe().getNanosToWaitForRefill()));
    }
}
