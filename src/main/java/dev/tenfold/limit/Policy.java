package dev.tenfold.limit;

import dev.tenfold.limit.LimitProperties.Counts;
import dev.tenfold.limit.LimitProperties.Settings;
import dev.tenfold.limit.LimitProperties.WithoutRedis;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A policy, made ready to be asked at every request. There is one object of each, so identity is equality. */
final class Policy {

    /** How much of the capacity all instances together may have in hand: the 5 % that docs/limits.md promises. */
    private static final int IN_HAND_DIVISOR = 20;

    private final String name;
    private final Counts counts;
    private final WithoutRedis withoutRedis;
    private final boolean exemptAdmins;
    private final Set<String> methods;
    private final List<PathRule> paths;
    private final String version;
    private final Limit limit;
    private final Limit alone;
    private final int mostInHand;
    private final String header;

    Policy(String name, Settings settings, int instances) {
        this.name = name;
        this.counts = Objects.requireNonNull(settings.counts());
        this.withoutRedis = settings.withoutRedis();
        this.exemptAdmins = settings.exemptAdmins();
        this.methods = Set.copyOf(settings.methods());
        this.paths = settings.paths().stream().map(PathRule::of).toList();
        this.version = settings.version() == null ? "" : "/api/v" + settings.version() + "/";
        Duration period = Objects.requireNonNull(settings.period());
        int capacity = settings.capacity();
        int burst = Objects.requireNonNullElse(settings.burst(), capacity);
        this.limit = Limit.of(capacity, burst, period);
        this.alone = Limit.of(share(capacity, instances), share(burst, instances), period);
        this.mostInHand = Math.max(1, Math.min(capacity / IN_HAND_DIVISOR, burst) / instances);
        this.header = "\"%s\";q=%d;w=%d".formatted(name, capacity, period.toSeconds());
    }

    /**
     * How many may pass.
     *
     * @param slot a twentieth of the period, in ms, rounded up
     */
    record Limit(int capacity, int burst, long slot) {

        static Limit of(int capacity, int burst, Duration period) {
            return new Limit(capacity, burst, Math.ceilDiv(period.toMillis(), Window.SLOTS));
        }
    }

    private int share(int whole, int instances) {
        return Math.max(1, withoutRedis == WithoutRedis.STRICT ? whole / instances : Math.ceilDiv(whole, instances));
    }

    boolean isFor(String method, String path) {
        if ((!methods.isEmpty() && !methods.contains(method)) || !path.startsWith(version)) {
            return false;
        }
        for (PathRule rule : paths) {
            if (rule.matches(path)) {
                return true;
            }
        }
        return false;
    }

    String name() {
        return name;
    }

    Counts counts() {
        return counts;
    }

    boolean exemptsAdmins() {
        return exemptAdmins;
    }

    boolean isOpenWithoutRedis() {
        return withoutRedis == WithoutRedis.OPEN;
    }

    /** What all instances together let through. */
    Limit limit() {
        return limit;
    }

    /** What one instance lets through while it cannot ask Redis. */
    Limit alone() {
        return alone;
    }

    /** How many requests one instance may have taken from the capacity, and not yet let through. */
    int mostInHand() {
        return mostInHand;
    }

    /** The policy as the {@code RateLimit-Policy} header has it. */
    String header() {
        return header;
    }
}
