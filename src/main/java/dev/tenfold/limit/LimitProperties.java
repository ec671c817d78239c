package dev.tenfold.limit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may ask how often.
 *
 * @param enabled whether anything is limited at all; false is for a benchmark, and the log says so
 * @param patience how long a request waits for Redis before it is counted in this process
 * @param buckets how many subjects (addresses, users) each process remembers at once
 * @param policies by their names; those that are shipped stand in application.yaml
 */
@Validated
@ConfigurationProperties("tenfold.limit")
record LimitProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("50ms") @NotNull @DurationMin(millis = 1) Duration patience,
        @DefaultValue("100000") @Min(100) @Max(10_000_000) int buckets,
        @DefaultValue Map<String, Settings> policies) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,31}");
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int MOST = 1_000_000_000;

    LimitProperties {
        policies = new TreeMap<>(policies);
        policies.forEach(LimitProperties::check);
    }

    /**
     * One policy as it is configured.
     *
     * @param enabled false takes a shipped one away
     * @param methods the methods it is for; none for all
     * @param paths what it is for: {@code *} stands for one segment, {@code **} at the end for any number
     * @param version the version of the API that it is for, such as 2; none for all
     * @param counts whose requests are counted together
     * @param capacity how many may pass in any {@code period}
     * @param burst how many of them may come at once, which is in any twentieth of the period; none for all
     * @param withoutRedis what is done while Redis is away
     * @param exemptAdmins whether it is not for admins
     */
    record Settings(
            @DefaultValue("true") boolean enabled,
            @DefaultValue List<String> methods,
            @DefaultValue List<String> paths,
            @Nullable Integer version,
            @Nullable Counts counts,
            @DefaultValue("0") int capacity,
            @Nullable Duration period,
            @Nullable Integer burst,
            @DefaultValue("share") WithoutRedis withoutRedis,
            @DefaultValue("false") boolean exemptAdmins) {}

    /** Whose requests a policy counts together. */
    enum Counts {
        /** Those of an address, whoever is signed in. */
        ADDRESS,
        /** Those of an address that bear no credentials. */
        ANONYMOUS,
        /** Those of a signed-in user. */
        USER,
        /** Failed sign-ins to an account. */
        ACCOUNT,
        /** All. */
        EVERYBODY
    }

    /** What a policy does while Redis is away: every instance counts for itself, up to its share. */
    enum WithoutRedis {
        /** The instance's share of the capacity, rounded up. */
        SHARE,
        /** The same rounded down, but 1 at least. */
        STRICT,
        /** Everything passes. */
        OPEN
    }

    private static void check(String name, Settings policy) {
        require(NAME.matcher(name).matches(), name, "a name is 1 to 32 of a-z and 0-9, a letter first");
        if (!policy.enabled) {
            return;
        }
        require(policy.counts != null, name, "counts is missing: address, anonymous, user, account or everybody");
        require(policy.capacity >= 1 && policy.capacity <= MOST, name,
                "capacity must be from 1 to " + MOST + ", and is " + policy.capacity);
        require(policy.period != null && policy.period.compareTo(SHORTEST) >= 0 && policy.period.compareTo(LONGEST) <= 0, name,
                "period must be from 1s to 7d, and is " + policy.period);
        require(policy.burst == null || (policy.burst >= 1 && policy.burst <= policy.capacity), name,
                "burst must be from 1 to the capacity of " + policy.capacity + ", and is " + policy.burst);
        require(policy.version == null || policy.version >= 1, name, "version must be a number such as 1, and is " + policy.version);
        require(!policy.paths.isEmpty(), name, "paths is missing, such as /api/**");
        for (String path : policy.paths) {
            require(PathRule.isValid(path), name,
                    "a path starts with /, and has * for one segment or ** for the rest; this does not: " + path);
        }
        for (String method : policy.methods) {
            require(method.chars().allMatch(c -> c >= 'A' && c <= 'Z') && !method.isEmpty(), name,
                    "methods are in capitals, such as GET; this is not: " + method);
        }
    }

    private static void require(boolean met, String name, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException("tenfold.limit.policies." + name + ": " + otherwise);
        }
    }
}
