package dev.tenfold.traffic.apiversion;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The end of version 1.
 * @param deprecatedAt since when clients should use version 2; without it, version 1 has no end
 * @param sunsetAt until when version 1 is served; by default, 12 months after {@code deprecatedAt}
 * @param enforced whether version 1 is refused from {@code sunsetAt} on
 */
@Validated
@ConfigurationProperties("tenfold.api.v1")
record VersionEndProperties(@Nullable Instant deprecatedAt, @Nullable Instant sunsetAt, @DefaultValue("false") boolean enforced) {

    private static final Period TIME_TO_MOVE = Period.ofMonths(12);

    VersionEndProperties {
        if (deprecatedAt == null && (sunsetAt != null || enforced)) {
            throw new IllegalArgumentException(
                    "tenfold.api.v1.deprecated-at is not set: set it to the time since when version 1 is deprecated, such as 2027-01-01T00:00:00Z,"
                            + " or leave out tenfold.api.v1.sunset-at and tenfold.api.v1.enforced");
        }
        if (deprecatedAt != null && sunsetAt == null) {
            sunsetAt = deprecatedAt.atOffset(ZoneOffset.UTC).plus(TIME_TO_MOVE).toInstant();
        }
        if (deprecatedAt != null && sunsetAt != null && !sunsetAt.isAfter(deprecatedAt)) {
            throw new IllegalArgumentException("tenfold.api.v1.sunset-at is " + sunsetAt
                    + ": give a time after tenfold.api.v1.deprecated-at, which is " + deprecatedAt);
        }
    }
}
