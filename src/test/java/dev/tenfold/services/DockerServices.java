package dev.tenfold.services;

import com.redis.testcontainers.RedisContainer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL and Redis in containers of this JVM, which Testcontainers removes at its end. */
final class DockerServices {

    private static final Logger log = LoggerFactory.getLogger(DockerServices.class);
    private static final String POSTGRES_IMAGE = "postgres:18";
    private static final String REDIS_IMAGE = "redis:8";
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    /** Without a registry Testcontainers would wait for its images for minutes, while the embedded ones take seconds. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration START_LIMIT_IF_DEMANDED = Duration.ofMinutes(5);

    private DockerServices() {}

    /** Starts them, or fails. */
    static Services start() {
        try {
            return within(START_LIMIT_IF_DEMANDED, DockerServices::startContainers);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Docker cannot give PostgreSQL and Redis: " + reason(e), e);
        }
    }

    /** Starts them where an engine answers and has the images or can get them, soon enough. */
    static Optional<Services> startIfPossible() {
        try {
            if (!within(ANSWER_LIMIT, () -> DockerClientFactory.instance().isDockerAvailable())) {
                log.info("No Docker engine answers, so the tests use the embedded PostgreSQL and Redis.");
                return Optional.empty();
            }
            return Optional.of(within(START_LIMIT, DockerServices::startContainers));
        } catch (ExecutionException | TimeoutException e) {
            log.warn(
                    "Docker cannot give {} and {} ({}), so the tests use the embedded ones; TENFOLD_TEST_SERVICES=embedded does so at once.",
                    POSTGRES_IMAGE, REDIS_IMAGE, reason(e));
            return Optional.empty();
        }
    }

    @SuppressWarnings("resource") // stopped by Testcontainers when the JVM ends
    private static Services startContainers() {
        var postgres = new PostgreSQLContainer(POSTGRES_IMAGE).withDatabaseName(Postgres.DATABASE).withUsername(Postgres.SUPERUSER)
                .withPassword("postgres").withEnv("POSTGRES_INITDB_ARGS", String.join(" ", PostgresCluster.LOCALE))
                .withCommand("postgres", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c",
                        "max_connections=" + PostgresProcess.MAX_CONNECTIONS);
        var redis = new RedisContainer(REDIS_IMAGE);
        Startables.deepStart(postgres, redis).join();
        return new Services(new Postgres(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword()),
                new Redis(redis.getRedisURI()));
    }

    /** A daemon thread, because Testcontainers cannot be interrupted; containers that come too late go with the JVM. */
    private static <T> T within(Duration limit, Callable<T> work) throws ExecutionException, TimeoutException {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().name("docker").start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Docker", e);
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof TimeoutException) {
            return "not in time";
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
    }
}
