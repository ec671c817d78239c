package dev.tenfold.platform.configuration;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Stops the start if a setting without a default is missing, before any connection is opened. Names every missing setting. A migration
 * only needs Flyway's settings.
 */
public class RequiredSettings implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final String OUTSIDE_ISSUER = "tenfold.auth.outside.issuer";
    private static final String REDIS = "spring.data.redis.url";
    private static final String REDIS_CLUSTER = "spring.data.redis.cluster.nodes";
    private static final String SIGNING_KEY = "tenfold.auth.signing-key";
    private static final String EXPECTED_INSTANCES = "tenfold.expected-instances";
    private static final String STORAGE = "TENFOLD_STORAGE_BUCKET or TENFOLD_STORAGE_FOLDER";
    private static final List<String> STORAGES = List.of("tenfold.storage.bucket", "tenfold.storage.folder");
    private static final String CURSOR_KEY = "tenfold.paging.cursor-key";
    private static final Map<String, String> VARIABLES = new TreeMap<>(Map.of(
            "spring.datasource.url", "SPRING_DATASOURCE_URL",
            "spring.datasource.username", "SPRING_DATASOURCE_USERNAME",
            "spring.datasource.password", "SPRING_DATASOURCE_PASSWORD",
            REDIS, "SPRING_DATA_REDIS_URL",
            SIGNING_KEY, "TENFOLD_AUTH_SIGNING_KEY",
            CURSOR_KEY, "TENFOLD_PAGING_CURSOR_KEY"));

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Environment environment = event.getEnvironment();
        if (ProcessRole.isMigration(environment)) {
            return;
        }
        List<String> missing = Stream.concat(
                VARIABLES.entrySet().stream().filter(variable -> isMissing(environment, variable.getKey())).map(Map.Entry::getValue),
                isStorageMissing(environment) ? Stream.of(STORAGE) : Stream.of()).toList();
        if (!missing.isEmpty()) {
            throw new MissingSettings(missing);
        }
    }

    /** With an external issuer no signing key is needed, but then cursors need a secret of their own. */
    private static boolean isMissing(Environment environment, String property) {
        boolean outside = environment.containsProperty(OUTSIDE_ISSUER);
        return switch (property) {
            case SIGNING_KEY -> !outside && !environment.containsProperty(property);
            case CURSOR_KEY -> outside && !StringUtils.hasText(environment.getProperty(property));
            case REDIS -> !environment.containsProperty(property) && !environment.containsProperty(REDIS_CLUSTER);
            default -> !environment.containsProperty(property);
        };
    }

    /**
     * A single instance may store files in its temporary folder. Where several processes share the work, one reads what another has stored,
     * and a container's temporary folder is its own. A worker of its own always shares the work. So it is the worker that is refused where the
     * roles are split; an API alone, for example in a load test, starts.
     */
    private static boolean isStorageMissing(Environment environment) {
        boolean alone = ProcessRole.of(environment).contains(ProcessRole.API)
                && environment.getProperty(EXPECTED_INSTANCES, "1").strip().equals("1");
        return !alone && STORAGES.stream().noneMatch(storage -> StringUtils.hasText(environment.getProperty(storage)));
    }

    /** The message names the missing settings. */
    @SuppressWarnings("serial")
    static final class MissingSettings extends RuntimeException {

        private static final String ADDRESSES_NEEDED =
                "every instance needs the addresses and credentials of PostgreSQL and Redis, and a signing key "
                        + "(generate one with ./deploy/new-key). With an outside issuer it needs a cursor key instead: any secret, the same on every "
                        + "instance.";
        private static final String STORAGE_NEEDED =
                "with several instances, or in a worker of its own, the files of jobs need one place "
                        + "that all processes reach. Set an S3 bucket, or a folder on a volume that all of them mount (docs/jobs-and-events.md, Files).";

        MissingSettings(List<String> names) {
            super(names.stream().collect(Collectors.joining(", ")) + (names.size() == 1 ? " is" : " are") + " not set: "
                    + (names.equals(List.of(STORAGE)) ? STORAGE_NEEDED
                            : ADDRESSES_NEEDED + (names.contains(STORAGE) ? " " + STORAGE_NEEDED : "")));
        }
    }

    /** Makes Spring Boot print the message instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<MissingSettings> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, MissingSettings cause) {
            return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
        }
    }
}
