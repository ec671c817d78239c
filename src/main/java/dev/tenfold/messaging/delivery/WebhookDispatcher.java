package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.webhook.WebhookId;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Makes deliveries as long as the process runs, on threads of its own: so many at once, and so many of one webhook, so that a receiver which
 * answers slowly or never holds up itself and nothing else (docs/adr/0018).
 */
@Component
@OnRole(ProcessRole.WORKER)
class WebhookDispatcher implements SmartLifecycle {

    /** Longer than an attempt can take, with what is written after it; and how soon another worker takes over from one that is lost. */
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(12);
    private static final long IDLE_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);

    private final AttemptRepository attempts;
    private final DeliveryAttemptHandler handler;
    private final DeliveryProperties properties;
    private final Clock clock;
    private final Map<WebhookId, Integer> busy = new ConcurrentHashMap<>();
    private final Semaphore free;
    private final Semaphore ended = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;
    private @Nullable ExecutorService threads;

    WebhookDispatcher(AttemptRepository attempts, DeliveryAttemptHandler handler, DeliveryProperties properties, Clock clock) {
        this.attempts = attempts;
        this.handler = handler;
        this.properties = properties;
        this.clock = clock;
        this.free = new Semaphore(properties.threads());
    }

    private void work(ExecutorService pool) {
        boolean away = false;
        while (running) {
            try {
                List<DeliveryAttempt> claimed = claim();
                claimed.forEach(attempt -> hand(pool, attempt));
                away = false;
                if (!claimed.isEmpty()) {
                    continue; // there may be more
                }
            } catch (DataAccessException | IllegalStateException failure) {
                if (!away) {
                    LOG.warn("Webhooks cannot be told of events; it is tried again: {}", failure.toString());
                }
                away = true;
            }
            await();
        }
    }

    private List<DeliveryAttempt> claim() {
        int room = free.availablePermits();
        return room == 0 ? List.of() : attempts.claim(busy, properties.concurrencyPerWebhook(), room, clock.instant(), LEASE);
    }

    /** Until the next look is due, or something has ended: then there is room again. */
    private void await() {
        try {
            if (ended.tryAcquire(properties.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                ended.drainPermits();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void hand(ExecutorService pool, DeliveryAttempt attempt) {
        free.acquireUninterruptibly();
        busy.merge(attempt.webhook(), 1, Integer::sum);
        pool.execute(() -> {
            try {
                handler.make(attempt);
            } catch (RuntimeException failure) { // its lease ends, and it is tried again
                LOG.warn("What came of delivery {} could not be written down: {}", attempt.id(), failure.toString());
            } finally {
                busy.computeIfPresent(attempt.webhook(), (_, count) -> count == 1 ? null : count - 1);
                free.release();
                ended.release();
            }
        });
    }

    @Override
    public void start() {
        running = true;
        var pool = new ThreadPoolExecutor(properties.threads(), properties.threads(), IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().name("webhook-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
        thread = Thread.ofPlatform().name("webhooks").daemon().start(() -> work(pool));
    }

    /** Claims no more, and lets what is on its way arrive: it has its time limits. */
    @Override
    public void stop() {
        running = false;
        ended.release();
        try {
            if (thread != null) {
                thread.join(LONGEST_STOP);
            }
            if (threads != null) {
                threads.shutdown();
                threads.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Beside all else that stops in this phase. */
    @Override
    public void stop(Runnable callback) {
        Thread.ofPlatform().name("webhooks-stopping").start(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** At the first moment of stopping, with the jobs. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
