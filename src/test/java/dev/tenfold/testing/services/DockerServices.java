package dev.tenfold.testing.services;

import com.redis.testcontainers.RedisContainer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** PostgreSQL and Redis in containers for this JVM. Testcontainers removes them at its end. */
final class DockerServices {

    private static final Logger log = LoggerFactory.getLogger(DockerServices.class);
    private static final String POSTGRES_IMAGE = "postgres:18-trixie";
    private static final String REDIS_IMAGE = "redis:8";
    /** Testcontainers' own helper, which removes the containers of killed JVMs. Each release uses another tag. */
    private static final String RYUK = "testcontainers/ryuk";
    private static final String RYUK_TAG = "0.14.0";
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration PULL_LIMIT = Duration.ofMinutes(2);
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private DockerServices() {}

    /** Starts them, or throws. */
    static Services start() {
        try {
            requireImages();
            return within(START_LIMIT, DockerServices::startContainers);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Docker cannot give PostgreSQL and Redis: " + reason(e), e);
        }
    }

    /** Starts them if a container engine answers in time and has the images or can pull them. */
    static Optional<Services> startIfPossible() {
        try {
            requireImages();
            if (!within(ANSWER_LIMIT, () -> DockerClientFactory.instance().isDockerAvailable())) {
                log.info("No Docker engine answers, so the tests use the embedded PostgreSQL and Redis.");
                return Optional.empty();
            }
            return Optional.of(within(START_LIMIT, DockerServices::startContainers));
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            log.warn(
                    "Docker cannot give {} and {} ({}), so the tests use the embedded ones; TENFOLD_TEST_SERVICES=embedded does so at once.",
                    POSTGRES_IMAGE, REDIS_IMAGE, reason(e));
            return Optional.empty();
        }
    }

    /**
     * Pulls missing images. Testcontainers would do that too, but it repeats a failed pull for minutes, while embedded servers start in
     * seconds. If the program {@code docker} is missing, Testcontainers decides.
     * @throws IllegalStateException when no engine answers, or an image is missing and cannot be pulled
     */
    private static void requireImages() {
        if (!isInstalled()) {
            return;
        }
        requireImage(POSTGRES_IMAGE, POSTGRES_IMAGE);
        requireImage(REDIS_IMAGE, REDIS_IMAGE);
        if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            requireImage(RYUK, RYUK + ":" + RYUK_TAG);
        }
    }

    private static boolean isInstalled() {
        try {
            ServerProcess.output(List.of("docker", "--version"), ANSWER_LIMIT);
            return true;
        } catch (UncheckedIOException | IllegalStateException missing) {
            return false;
        }
    }

    private static void requireImage(String any, String otherwise) {
        if (ServerProcess.output(List.of("docker", "image", "ls", "--quiet", named(any)), ANSWER_LIMIT).isBlank()) {
            ServerProcess.output(List.of("docker", "pull", "--quiet", named(otherwise)), PULL_LIMIT);
        }
    }

    /** The image's name as Testcontainers uses it: a mirror may be configured. */
    private static String named(String image) {
        DockerImageName name = ImageNameSubstitutor.instance().apply(DockerImageName.parse(image));
        return image.contains(":") ? name.asCanonicalNameString() : name.getUnversionedPart();
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

    /** Uses a daemon thread, because Testcontainers cannot be interrupted. Containers that start too late are removed with the JVM. */
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
        while (cause.getCause() != null && !(cause instanceof IllegalStateException)) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().limit(2).collect(Collectors.joining(": "));
    }
}
