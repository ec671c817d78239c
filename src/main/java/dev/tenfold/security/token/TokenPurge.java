package dev.tenfold.security.token;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.token.TokenPurgeRepository.ExpiredToken;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes expired refresh tokens and families without tokens, in batches small enough not to delay other work. One worker at a time does
 * it.
 */
@Component
@OnRole(ProcessRole.WORKER)
class TokenPurge {

    static final int BATCH = 1_000;

    private static final String INTERVAL = "${tenfold.auth.purge-interval:" + AuthProperties.PURGE_INTERVAL + "}";
    private static final int MOST_BATCHES = 200;
    /** Tokens stay so long after they expired: the access tokens that were made with them have expired by then, and are revoked until then. */
    private static final Duration GRACE = Duration.ofHours(1);

    private final TokenPurgeRepository tokens;
    private final Transactions transactions;
    private final Clock clock;
    private final Counter deletedTokens;
    private final Counter deletedFamilies;
    /** All tokens that had expired before are deleted. */
    private volatile Instant doneUntil;

    TokenPurge(TokenPurgeRepository tokens, Transactions transactions, Clock clock, MeterRegistry metrics) {
        this.tokens = tokens;
        this.transactions = transactions;
        this.clock = clock;
        this.doneUntil = clock.instant().minus(GRACE);
        this.deletedTokens = deleted("token", metrics);
        this.deletedFamilies = deleted("family", metrics);
        TimeGauge.builder("tenfold.token.purge.lag", this, TimeUnit.SECONDS, TokenPurge::lag)
                .description("How late the deletion of expired refresh tokens is. Under a few minutes if it keeps up")
                .register(metrics);
    }

    private double lag() {
        return Math.max(0, Duration.between(doneUntil, clock.instant().minus(GRACE)).toMillis()) / 1_000.0;
    }

    private static Counter deleted(String kind, MeterRegistry metrics) {
        return Counter.builder("tenfold.token.purged").description("Expired refresh tokens and ended sign-ins that were deleted")
                .tag("kind", kind).register(metrics);
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        Instant before = clock.instant().minus(GRACE);
        Instant from = Instant.EPOCH;
        for (int number = 0; number < MOST_BATCHES; number++) {
            List<ExpiredToken> deleted = purge(from, before);
            from = deleted.stream().map(ExpiredToken::expires).max(Comparator.naturalOrder()).orElse(from);
            if (deleted.size() < BATCH) {
                break;
            }
        }
        // another worker may be deleting: what is left in the table counts, and not what this worker has done
        doneUntil = tokens.oldest(from).filter(before::isAfter).orElse(before);
    }

    private List<ExpiredToken> purge(Instant from, Instant before) {
        return transactions.run(() -> {
            List<ExpiredToken> deleted = tokens.lock() ? tokens.deleteTokens(from, before, BATCH) : List.of();
            int families = deleted.isEmpty() ? 0 : tokens.deleteFamilies(deleted.stream().map(ExpiredToken::family).distinct().toList());
            Transactions.afterCommit(() -> {
                deletedTokens.increment(deleted.size());
                deletedFamilies.increment(families);
            });
            return deleted;
        });
    }
}
