package dev.tenfold.security.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.tenfold.platform.worker.SupervisedLoop;
import dev.tenfold.security.identity.TokensRevoked;
import dev.tenfold.security.token.TokenRepository.RevokedTokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The service's own access tokens that were revoked before they expired. They are stored in PostgreSQL. Each instance reads new
 * revocations several times a second, so a request is checked in memory, and a revocation takes effect everywhere within a second. While
 * PostgreSQL does not answer, known revocations stay in force.
 */
@Component
@OwnIssuer
class Revocations extends SupervisedLoop {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    /** Starts before the web server, and stops after it. */
    private static final int PHASE = 0;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    private static final Duration PERIOD = Duration.ofMillis(400);
    /**
     * An access token is valid for 15 minutes at most. It may be created shortly after the change that revoked it, because a sign-in
     * takes some time.
     */
    private static final Duration RETENTION = Duration.ofMinutes(17);
    /**
     * A change is visible only after its commit, which is later than its time stamp: by at most the limits of a statement (5 s) and of an
     * idle transaction (10 s), plus a little for the commit itself.
     */
    private static final Duration OVERLAP = Duration.ofSeconds(20);
    /**
     * About 30 MB. It is exceeded only if more than 200 users a second sign out. Then some revocations are evicted and their tokens are
     * valid until they expire; a metric counts them.
     */
    private static final int MOST = 200_000;

    private final TokenRepository tokens;
    private final Clock clock;
    /** By the id of a user or of a family: tokens with an older epoch than this are revoked. */
    private final Cache<UUID, Integer> minValidEpoch;
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile Instant lastRead = Instant.EPOCH;

    Revocations(TokenRepository tokens, Clock clock, MeterRegistry metrics) {
        super("revocations", PHASE, STOP_LIMIT); // its own thread: other scheduled tasks may take longer than a second
        this.tokens = tokens;
        this.clock = clock;
        Counter evicted = Counter.builder("tenfold.token.revocations.evicted")
                .description("Revocations dropped because the memory limit was reached. Should stay at 0").register(metrics);
        this.minValidEpoch = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(RETENTION)
                .evictionListener((_, _, cause) -> evicted.increment(cause == RemovalCause.SIZE ? 1 : 0)).build();
        Gauge.builder("tenfold.token.revocations", minValidEpoch, Cache::estimatedSize)
                .description("Users and sign-ins whose access tokens were revoked in the last 17 minutes").register(metrics);
        TimeGauge.builder("tenfold.token.revocations.age", this, TimeUnit.SECONDS, Revocations::age)
                .description("Time since this instance last read the revocations. Should stay under a second")
                .register(metrics);
    }

    /**
     * Reads all revocations that may matter before the first request; if that fails, the instance does not start. This is not done when
     * the bean is created, because the image's AOT cache is trained without a database, with a context that is created but not started.
     */
    @Override
    public void start() {
        read(clock.instant(), RETENTION);
        super.start();
    }

    @Override
    protected void runOnce() throws InterruptedException {
        refresh();
        await(PERIOD);
    }

    /** Whether the token's family was revoked, or its epoch is older than its user's. */
    boolean isRevoked(CallerAuthentication token) {
        UUID family = token.family();
        return isRevoked(token.getPrincipal().id().value(), token.epoch()) || (family != null && isRevoked(family, token.epoch()));
    }

    private boolean isRevoked(UUID id, int epoch) {
        Integer minEpoch = minValidEpoch.getIfPresent(id);
        return minEpoch != null && epoch < minEpoch;
    }

    /**
     * Reads new revocations: on a schedule, and right after a commit on this instance that revoked tokens, so that they are revoked here
     * at once. Two calls may overlap: each is complete in itself, and epochs only increase.
     */
    @TransactionalEventListener(classes = TokensRevoked.class, fallbackExecution = true)
    void refresh() {
        Instant now = clock.instant();
        try {
            read(now, Duration.between(lastRead, now));
            if (away.compareAndSet(true, false)) {
                LOG.info("Reading token revocations from PostgreSQL works again");
            }
        } catch (DataAccessException failure) {
            if (away.compareAndSet(false, true)) {
                LOG.warn("Could not read token revocations from PostgreSQL. Known revocations stay in force: {}",
                        failure.getMostSpecificCause().getMessage());
            }
        }
    }

    private void read(Instant now, Duration since) {
        Duration window = since.isNegative() ? OVERLAP : since.plus(OVERLAP); // negative if the clock was set back
        int most = MOST + 1; // one more than the cache holds, so that the metric of evictions shows it
        for (RevokedTokens revoked : tokens.revokedWithin(window.compareTo(RETENTION) < 0 ? window : RETENTION, most)) {
            minValidEpoch.asMap().merge(revoked.id(), revoked.minValidEpoch(), Math::max);
        }
        lastRead = now;
    }

    private double age() {
        return Duration.between(lastRead, clock.instant()).toMillis() / 1e3;
    }
}
