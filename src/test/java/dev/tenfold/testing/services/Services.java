package dev.tenfold.testing.services;

import java.util.Map;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * The PostgreSQL and the Redis that the tests use; only this class decides where they come from. They are from Docker if an engine
 * answers and has (or can pull) the images, otherwise embedded. {@code -Dtenfold.test.services=docker|embedded} or TENFOLD_TEST_SERVICES
 * overrides that. Fault tests, which freeze and kill servers, start their own with {@link EmbeddedServices#start}.
 */
public record Services(Postgres postgres, Redis redis) {

    /** Started at the first call, shared by all test classes of this JVM, stopped at its end. */
    public static Services shared() {
        return Shared.SERVICES;
    }

    /** The service's settings for these two. */
    public Map<String, Object> properties() {
        return Map.of("spring.datasource.url", postgres.jdbcUrl(), "spring.datasource.username", postgres.username(),
                "spring.datasource.password", postgres.password(), "spring.data.redis.url", redis.uri());
    }

    /** Adds these settings to those of a test. */
    public void addTo(DynamicPropertyRegistry registry) {
        properties().forEach((name, value) -> registry.add(name, () -> value));
    }

    private static Services start(Source source) {
        QuietLogging.please();
        return switch (source) {
            case DOCKER -> DockerServices.start();
            case EMBEDDED -> startEmbedded();
            case WHAT_IS_THERE -> DockerServices.startIfPossible().orElseGet(Services::startEmbedded);
        };
    }

    private static Services startEmbedded() {
        return EmbeddedServices.start(Durability.DISCARDABLE).addresses();
    }

    /** A holder class, because class initialisation is the simplest lock that starts something once. */
    private static final class Shared {

        private static final Services SERVICES = start(Source.chosen());
    }

    private enum Source {
        DOCKER, EMBEDDED, WHAT_IS_THERE;

        static Source chosen() {
            String choice = System.getProperty("tenfold.test.services", System.getenv().getOrDefault("TENFOLD_TEST_SERVICES", ""));
            return switch (choice) {
                case "docker" -> DOCKER;
                case "embedded" -> EMBEDDED;
                case "" -> WHAT_IS_THERE;
                default -> throw new IllegalArgumentException(
                        "tenfold.test.services is '" + choice + "': say docker or embedded, or leave it out.");
            };
        }
    }
}
