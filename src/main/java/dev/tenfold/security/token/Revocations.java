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
 * Which access tokens of ours were ended before they expired. PostgreSQL knows; each instance asks it several times a second, so that a request
 * is answered from memory and an end bites everywhere within a second. Where PostgreSQL does not answer, what is known stays known.
 */
@Component
@OwnIssuer
class Revocations extends SupervisedLoop {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    /** Before the web server starts, and after it has stopped. */
    private static final int PHASE = 0;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    private static final Duration PERIOD = Duration.ofMillis(400);
    /** An access token lives for 15 minutes at most, and may be made a little after what ended it: a sign-in takes its time to answer. */
    private static final Duration KEPT = Duration.ofMinutes(17);
    /**
     * A change is seen when it commits, which is after its time stamp: by the limits of a statement (5 s) and of a transaction that idles (10 s)
     * at most, and a little for the commit itself.
     */
    private static final Duration OVERLAP = Duration.ofSeconds(20);
    /** Some 30 MB; more only when over 200 users a second sign out. What is beyond it lives until it expires, as a metric tells. */
    private static final int MOST = 200_000;

    private final TokenRepository tokens;
    private final Clock clock;
    /** By the id of a user or of a family: tokens of an older epoch than this are dead. */
    private final Cache<UUID, Integer> minValidEpoch;
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile Instant lastLook = Instant.EPOCH;

    Revocations(TokenRepository tokens, Clock clock, MeterRegistry metrics) {
        super("revocations", PHASE, STOP_LIMIT); // a thread of its own: the jobs of others may take longer than a second
        this.tokens = tokens;
        this.clock = clock;
        Counter forgotten = Counter.builder("tenfold.token.revocations.evicted")
                .description("Revocations dropped because the memory limit was reached. Should stay at 0").register(metrics);
        this.minValidEpoch = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT)
                .evictionListener((_, _, cause) -> forgotten.increment(cause == RemovalCause.SIZE ? 1 : 0)).build();
        Gauge.builder("tenfold.token.revocations", minValidEpoch, Cache::estimatedSize)
                .description("Users and sign-ins whose access tokens were revoked in the last 17 minutes").register(metrics);
        TimeGauge.builder("tenfold.token.revocations.age", this, TimeUnit.SECONDS, Revocations::age)
                .description("Time since this instance last read the revocations. Should stay under a second")
                .register(metrics);
    }

    /**
     * Reads all that may matter before the first request comes; without that the instance does not start. Not when the bean is made: the image's
     * AOT cache is trained without a database, on a context that is made and not started.
     */
    @Override
    public void start() {
        read(clock.instant(), KEPT);
        super.start();
    }

    @Override
    protected void runOnce() throws InterruptedException {
        refresh();
        await(PERIOD);
    }

    /** Whether the token is of a family that was revoked, or of an epoch of its user that is over. */
    boolean isRevoked(CallerAuthentication token) {
        UUID family = token.family();
        return isDead(token.getPrincipal().id().value(), token.epoch()) || (family != null && isDead(family, token.epoch()));
    }

    private boolean isDead(UUID id, int epoch) {
        Integer first = minValidEpoch.getIfPresent(id);
        return first != null && epoch < first;
    }

    /**
     * Reads what is new: by the clock, and right after the commit that ended tokens through this instance, so that here they end at once. Looks
     * may overlap: each is complete in itself, and epochs only rise.
     */
    @TransactionalEventListener(classes = TokensRevoked.class, fallbackExecution = true)
    void refresh() {
        Instant now = clock.instant();
        try {
            read(now, Duration.between(lastLook, now));
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
        Duration window = since.isNegative() ? OVERLAP : since.plus(OVERLAP); // negative where the clock was put back
        int most = MOST + 1; // where there are more than memory holds, the metric of the forgotten is to move
        for (RevokedTokens ended : tokens.ended(window.compareTo(KEPT) < 0 ? window : KEPT, most)) {
            minValidEpoch.asMap().merge(ended.id(), ended.minValidEpoch(), Math::max);
        }
        lastLook = now;
    }

    private double age() {
        return Duration.between(lastLook, clock.instant()).toMillis() / 1e3;
    }
}
