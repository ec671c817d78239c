package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.webhook.WebhookId;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.worker.SupervisedLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sends deliveries for as long as the process runs: the thread {@code webhooks} claims them, the threads {@code webhook-0} and so on send
 * them. Limits how many requests run at once, in total and for each webhook, so that a receiver that answers slowly or never delays only
 * its own deliveries (docs/adr/0018).
 */
@Component
@OnRole(ProcessRole.WORKER)
class WebhookDispatcher extends SupervisedLoop {

    /**
     * Longer than an attempt and the writing of its result can take. It is also the time until another worker takes over from one that
     * has died.
     */
    static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

    /** Stops at the start of the shutdown, at the same time as the jobs. */
    private static final int PHASE = Integer.MAX_VALUE;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(12);
    private static final long IDLE_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);

    private final AttemptRepository attempts;
    private final DeliveryAttemptHandler handler;
    private final DeliveryProperties properties;
    private final Map<WebhookId, Integer> busy = new ConcurrentHashMap<>();
    private final Semaphore free;
    private boolean away;
    private volatile @Nullable ExecutorService threads;

    WebhookDispatcher(AttemptRepository attempts, DeliveryAttemptHandler handler, DeliveryProperties properties) {
        super("webhooks", PHASE, LONGEST_STOP);
        this.attempts = attempts;
        this.handler = handler;
        this.properties = properties;
        this.free = new Semaphore(properties.threads());
    }

    @Override
    protected void runOnce() throws InterruptedException {
        try {
            List<DeliveryAttempt> claimed = claim();
            claimed.forEach(this::send);
            away = false;
            if (!claimed.isEmpty()) {
                return; // there may be more
            }
        } catch (DataAccessException | IllegalStateException failure) {
            if (!away) {
                LOG.warn("Webhook dispatch failed, retrying: {}", failure.toString());
            }
            away = true;
        }
        await(properties.poll()); // or until a request has ended and a new one may start
    }

    private List<DeliveryAttempt> claim() {
        int room = free.availablePermits();
        return room == 0 ? List.of() : attempts.claim(busy, properties.concurrencyPerWebhook(), room, LEASE);
    }

    private void send(DeliveryAttempt attempt) {
        free.acquireUninterruptibly();
        busy.merge(attempt.webhook(), 1, Integer::sum);
        boolean accepted = false;
        try {
            Objects.requireNonNull(threads).execute(() -> make(attempt));
            accepted = true;
        } finally {
            if (!accepted) { // its lease ends, and the delivery is tried again
                end(attempt);
            }
        }
    }

    private void make(DeliveryAttempt attempt) {
        try {
            handler.make(attempt);
        } catch (RuntimeException failure) { // its lease ends, and the delivery is tried again
            LOG.warn("The attempt at delivery {} has no result, and is repeated: {}", attempt.id(), failure.toString());
            LockSupport.parkNanos(FAILURE_PAUSE.toNanos()); // the next ones would probably fail too, without an end
        } finally {
            end(attempt);
        }
    }

    private void end(DeliveryAttempt attempt) {
        busy.computeIfPresent(attempt.webhook(), (_, count) -> count == 1 ? null : count - 1);
        free.release();
        wake();
    }

    @Override
    public void start() {
        var pool = new ThreadPoolExecutor(properties.threads(), properties.threads(), IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().name("webhook-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
        super.start();
    }

    /** Claims no more deliveries, and waits for the running requests: they have time limits. */
    @Override
    public void stop() {
        super.stop();
        ExecutorService pool = threads;
        if (pool == null) {
            return;
        }
        pool.shutdown();
        try {
            pool.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
