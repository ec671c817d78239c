package dev.tenfold;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ClassUtils;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every tenfold.* setting: how it is bound, and which values are refused. */
class SettingsTest {

    /** For each setting, a value that is not the default, and the value that its record then has. */
    private static final Map<String, List<String>> SAMPLES = Map.ofEntries(
            sample("tenfold.expected-instances", "7", "7"),
            sample("tenfold.roles", "worker", "[WORKER]"),
            sample("tenfold.replica.url", "jdbc:postgresql://a/shop,jdbc:postgresql://b/shop",
                    "[jdbc:postgresql://a/shop, jdbc:postgresql://b/shop]"),
            sample("tenfold.replica.max-lag", "2s", "PT2S"),
            sample("tenfold.replica.track-writes", "true", "true"),
            sample("tenfold.replica.remember-writes", "20s", "PT20S"),
            sample("tenfold.replica.pool-size", "4", "4"),
            sample("tenfold.replica.poll", "100ms", "PT0.1S"),
            sample("tenfold.productimport.rows-per-second", "500", "500"),
            sample("tenfold.job.threads", "2", "2"),
            sample("tenfold.job.poll", "1s", "PT1S"),
            sample("tenfold.job.heartbeat", "2s", "PT2S"),
            sample("tenfold.job.retry-pause", "2s", "PT2S"),
            sample("tenfold.job.outage-pause", "1s", "PT1S"),
            sample("tenfold.job.outage-max-pause", "30m", "PT30M"),
            sample("tenfold.job.outage-limit", "2d", "PT48H"),
            sample("tenfold.job.shutdown-grace", "5s", "PT5S"),
            sample("tenfold.job.max-unfinished", "3", "3"),
            sample("tenfold.job.retention", "1d", "PT24H"),
            sample("tenfold.job.purge-interval", "2m", "PT2M"),
            sample("tenfold.job.gauge-interval", "1s", "PT1S"),
            sample("tenfold.storage.folder", "/var/files", "/var/files"),
            sample("tenfold.storage.bucket", "shop", "shop"),
            sample("tenfold.storage.endpoint", "https://s3.example", "https://s3.example"),
            sample("tenfold.storage.region", "eu-central-1", "eu-central-1"),
            sample("tenfold.storage.access-key", "an id", "an id"),
            sample("tenfold.storage.secret-key", "a secret", "a secret"),
            sample("tenfold.storage.timeout", "5s", "PT5S"),
            sample("tenfold.invoice.seller", "A shop", "A shop"),
            sample("tenfold.invoice.address", "1 High Street,Town", "[1 High Street, Town]"),
            sample("tenfold.ordermail.from", "A shop <shop@tenfold.test>", "A shop <shop@tenfold.test>"),
            sample("tenfold.ordermail.timeout", "30s", "PT30S"),
            sample("tenfold.ordermail.tls-required", "false", "false"),
            sample("tenfold.invoice.tax-id", "DE 123", "DE 123"),
            sample("tenfold.invoice.tax-rate", "0.19", "0.19"),
            sample("tenfold.invoice.tax-label", "USt", "USt"),
            sample("tenfold.admin.email", "a@b.test", "a@b.test"),
            sample("tenfold.admin.password", "correct horse battery", "correct horse battery"),
            sample("tenfold.auth.signing-key", "a key", "a key"),
            sample("tenfold.auth.previous-key", "another", "another"),
            sample("tenfold.auth.issuer", "me", "me"),
            sample("tenfold.auth.audience", "you", "you"),
            sample("tenfold.auth.access-ttl", "5m", "PT5M"),
            sample("tenfold.auth.refresh-ttl", "7d", "PT168H"),
            sample("tenfold.auth.min-key-bits", "3072", "3072"),
            sample("tenfold.user.admins-set-passwords", "false", "false"),
            sample("tenfold.auth.token-cache-size", "500", "500"),
            sample("tenfold.auth.outside.issuer", "https://login.example", "https://login.example"),
            sample("tenfold.auth.outside.jwk-set-uri", "https://login.example/jwks", "https://login.example/jwks"),
            sample("tenfold.auth.outside.type", "JWT", "JWT"),
            sample("tenfold.auth.outside.user-claim", "uid", "uid"),
            sample("tenfold.auth.outside.role-claim", "groups", "groups"),
            sample("tenfold.cache.user-ttl", "90s", "PT1M30S"),
            sample("tenfold.cache.product-ttl", "10m", "PT10M"),
            sample("tenfold.cache.enabled", "false", "false"),
            sample("tenfold.cache.page-ttl", "30s", "PT30S"),
            sample("tenfold.cache.absent-ttl", "1s", "PT1S"),
            sample("tenfold.cache.lease", "3s", "PT3S"),
            sample("tenfold.cache.max-wait", "1s", "PT1S"),
            sample("tenfold.cache.local.max-size", "1MB", "1048576B"),
            sample("tenfold.cache.local.ttl", "10s", "PT10S"),
            sample("tenfold.cache.concurrency", "2", "2"),
            sample("tenfold.cache.load-rows", "50", "50"),
            sample("tenfold.cache.queue", "100", "100"),
            sample("tenfold.cache.max-queue-wait", "1s", "PT1S"),
            sample("tenfold.cache.page-queries", "10", "10"),
            sample("tenfold.loadshedding.enabled", "false", "false"),
            sample("tenfold.loadshedding.min-concurrency", "8", "8"),
            sample("tenfold.loadshedding.max-concurrency", "100", "100"),
            sample("tenfold.loadshedding.guaranteed", "50", "50"),
            sample("tenfold.loadshedding.sign-ins", "50", "50"),
            sample("tenfold.loadshedding.max-wait", "1s", "PT1S"),
            sample("tenfold.loadshedding.max-waiting", "10", "10"),
            sample("tenfold.loadshedding.latency-target", "50ms", "PT0.05S"),
            sample("tenfold.loadshedding.tolerance", "2", "2.0"),
            sample("tenfold.loadshedding.list-share", "0.5", "0.5"),
            sample("tenfold.loadshedding.read-share", "0.7", "0.7"),
            sample("tenfold.loadshedding.deadline", "10s", "PT10S"),
            sample("tenfold.password.concurrency", "4", "4"),
            sample("tenfold.password.queue", "10", "10"),
            sample("tenfold.password.max-wait", "1s", "PT1S"),
            sample("tenfold.redis.timeout", "50ms", "PT0.05S"),
            sample("tenfold.redis.heartbeat", "1s", "PT1S"),
            sample("tenfold.redis.heartbeat-timeout", "1s", "PT1S"),
            sample("tenfold.redis.events-url", "redis://events:6379", "redis://events:6379"),
            sample("tenfold.redis.events-cluster", "true", "true"),
            sample("tenfold.ratelimit.enabled", "false", "false"),
            sample("tenfold.ratelimit.timeout", "20ms", "PT0.02S"),
            sample("tenfold.ratelimit.buckets", "5000", "5000"),
            sample("tenfold.log.format", "text", "TEXT"),
            sample("tenfold.log.access-buffer", "500", "500"),
            sample("tenfold.request.trusted-proxies", "10.0.0.0/8", "[10.0.0.0/8]"),
            sample("tenfold.responsecache.enabled", "false", "false"),
            sample("tenfold.responsecache.max-size", "1MB", "1048576B"),
            sample("tenfold.checkout.concurrency", "3", "3"),
            sample("tenfold.checkout.batch-orders", "10", "10"),
            sample("tenfold.checkout.batch-lines", "500", "500"),
            sample("tenfold.checkout.queue", "50", "50"),
            sample("tenfold.checkout.max-unpaid", "20", "20"),
            sample("tenfold.shutdown.drain-notice", "3s", "PT3S"),
            sample("tenfold.shutdown.timeout", "1m", "PT1M"),
            sample("tenfold.checkout.max-wait", "1s", "PT1S"),
            sample("tenfold.outbox.retention", "1d", "PT24H"),
            sample("tenfold.outbox.purge-interval", "5m", "PT5M"),
            sample("tenfold.outbox.enabled", "false", "false"),
            sample("tenfold.outbox.source", "https://shop.example", "https://shop.example"),
            sample("tenfold.outbox.batch", "50", "50"),
            sample("tenfold.outbox.poll", "5s", "PT5S"),
            sample("tenfold.outbox.max-pause", "10s", "PT10S"),
            sample("tenfold.outbox.lag-interval", "1s", "PT1S"),
            sample("tenfold.outbox.stream", "shop:events", "shop:events"),
            sample("tenfold.outbox.stream-length", "5000", "5000"),
            sample("tenfold.outbox.stream-max-size", "2MB", "2097152B"),
            sample("tenfold.outbox.topic", "shop.events", "shop.events"),
            sample("tenfold.webhook.max-webhooks", "10", "10"),
            sample("tenfold.account.verification-page", "https://a.example/v#{token}", "https://a.example/v#{token}"),
            sample("tenfold.account.reset-page", "https://a.example/r#{token}", "https://a.example/r#{token}"),
            sample("tenfold.account.retention", "10d", "PT240H"),
            sample("tenfold.account.purge-interval", "2m", "PT2M"),
            sample("tenfold.auth.session-ttl", "10d", "PT240H"),
            sample("tenfold.auth.purge-interval", "2m", "PT2M"),
            sample("tenfold.webhook.secret.overlap", "1h", "PT1H"),
            sample("tenfold.webhook.secret.key", "sixteen characters", "sixteen characters"),
            sample("tenfold.webhook.delivery.threads", "8", "8"),
            sample("tenfold.webhook.delivery.concurrency-per-webhook", "2", "2"),
            sample("tenfold.webhook.delivery.poll", "1s", "PT1S"),
            sample("tenfold.webhook.delivery.retry-delays", "1s,2m", "[PT1S, PT2M]"),
            sample("tenfold.webhook.delivery.disable-after", "2d", "PT48H"),
            sample("tenfold.webhook.delivery.retention", "7d", "PT168H"),
            sample("tenfold.webhook.delivery.purge-interval", "5m", "PT5M"),
            sample("tenfold.webhook.delivery.gauge-interval", "5s", "PT5S"),
            sample("tenfold.outbound.allowed", "10.0.0.0/8", "[10.0.0.0/8]"),
            sample("tenfold.outbound.plain-http", "true", "true"),
            sample("tenfold.outbound.timeout", "5s", "PT5S"),
            sample("tenfold.outbound.ssl-bundle", "private", "private"),
            sample("tenfold.migration.wait-only", "true", "true"),
            sample("tenfold.migration.lock-timeout", "5s", "PT5S"),
            sample("tenfold.migration.retry-for", "1h", "PT1H"),
            sample("tenfold.migration.retry-interval", "1s", "PT1S"),
            sample("tenfold.idempotency.purge-interval", "2m", "PT2M"),
            sample("tenfold.audit.retention", "90d", "PT2160H"),
            sample("tenfold.audit.purge-interval", "2m", "PT2M"),
            sample("tenfold.audit.flush-interval", "1s", "PT1S"),
            sample("tenfold.audit.max-failures", "10", "10"),
            sample("tenfold.payment.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            sample("tenfold.payment.previous-secret", "whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            sample("tenfold.payment.retention", "30d", "PT720H"),
            sample("tenfold.payment.purge-interval", "2m", "PT2M"),
            sample("tenfold.inventory.check-interval", "1m", "PT1M"),
            sample("tenfold.inventory.recount-interval", "2d", "PT48H"),
            sample("tenfold.requestlimits.max-body", "1MB", "1048576B"),
            sample("tenfold.requestlimits.max-long-body", "1MB", "1048576B"),
            sample("tenfold.requestlimits.max-upload", "2MB", "2097152B"),
            sample("tenfold.requestlimits.upload-timeout", "30s", "PT30S"),
            sample("tenfold.requestlimits.uploads", "2", "2"),
            sample("tenfold.requestlimits.head-timeout", "5s", "PT5S"),
            sample("tenfold.requestlimits.body-timeout", "20s", "PT20S"),
            sample("tenfold.requestlimits.response-timeout", "1m", "PT1M"),
            sample("tenfold.requestlimits.bodies", "100", "100"),
            sample("tenfold.requestlimits.virtual-threads", "false", "false"),
            sample("tenfold.requestlimits.hosts", "Shop.example,b.example", "[shop.example, b.example]"),
            sample("tenfold.cors.origins", "https://shop.example,http://localhost:3000", "[https://shop.example, http://localhost:3000]"),
            sample("tenfold.api.clients", "shop-app,curl", "[shop-app, curl]"),
            sample("tenfold.api.v1.deprecated-at", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            sample("tenfold.api.v1.sunset-at", "2027-07-01T00:00:00Z", "2027-07-01T00:00:00Z"),
            sample("tenfold.api.v1.enforced", "true", "true"),
            sample("tenfold.order.payment-window", "1h", "PT1H"),
            sample("tenfold.order.expiry-interval", "500ms", "PT0.5S"),
            sample("tenfold.paging.cursor-key", "a secret", "a secret"));

    /** Its entries are records, which {@code PolicySettingsTest} covers. */
    private static final String POLICIES = "tenfold.ratelimit.policies";

    /** The names of all settings but those of {@link #POLICIES}. */
    static Set<String> names() {
        return SAMPLES.keySet();
    }

    private static final List<Class<?>> RECORDS = scan();
    private static final Validator VALIDATOR = Validation.buildDefaultValidatorFactory().getValidator();

    @Test
    void everySettingHasASample() throws IOException {
        assertThat(SAMPLES.keySet()).containsExactlyInAnyOrderElementsOf(documented());
    }

    @Test
    void everySettingReachesTheRecordThatBindsIt() {
        SAMPLES.forEach((name, sample) -> {
            Class<?> type = recordOf(name);
            assertThat(String.valueOf(member(bind(type, samples()), type, name))).as(name).isEqualTo(sample.getLast());
        });
    }

    @Test
    void settingsWithADefaultAreOptional() {
        Map<String, String> needed = Map.of("tenfold.paging.cursor-key", "a secret");
        assertThat(RECORDS).allSatisfy(type -> assertThat(bind(type, needed)).isNotNull());
    }

    @ParameterizedTest
    @CsvSource({"expected-instances, 0", "expected-instances, many", "roles, everything", "roles, 'api,migrate'", "job.threads, 0",
        "replica.url, replica:5432", "replica.max-lag, 10ms", "replica.track-writes, perhaps", "replica.remember-writes, 3s",
        "replica.pool-size, 0", "replica.poll, 2s", "storage.region, ' '", "storage.timeout, 1ms", "migration.lock-timeout, 0s",
        "migration.retry-interval, 0s", "invoice.seller, ' '",
        "invoice.tax-rate, 0", "invoice.tax-rate, 19", "invoice.tax-rate, 0.1234567", "invoice.tax-label, ' '",
        "job.poll, 1ms", "job.heartbeat, 1h",
        "job.retry-pause, 0s", "job.shutdown-grace, never", "job.retention, 1s", "job.purge-interval, 1ms", "job.gauge-interval, 0s",
        "job.outage-pause, 0s", "job.outage-max-pause, 0s", "job.outage-limit, 0s", "ordermail.timeout, 11m",
        "inventory.recount-interval, 0s",
        "admin.email, nobody", "admin.email, ''", "admin.password, short",
        "admin.password, password123", "auth.issuer, ' '", "auth.audience, ''", "auth.access-ttl, 16m", "auth.access-ttl, 0s",
        "auth.access-ttl, soon", "auth.refresh-ttl, 30s", "auth.refresh-ttl, 366d", "auth.session-ttl, 30s", "auth.purge-interval, 0s",
        "account.verification-page, https://a.example/v", "account.reset-page, 'javascript:{token}'", "account.retention, 24h",
        "account.purge-interval, 0s", "auth.token-cache-size, -1", "auth.min-key-bits, 1024", "auth.outside.issuer, ''",
        "auth.outside.jwk-set-uri, ''", "auth.outside.jwk-set-uri, a b", "auth.outside.jwk-set-uri, http://login.example/jwks",
        "auth.outside.type, ''", "auth.outside.user-claim, ''",
        "auth.outside.role-claim, ' '", "cache.user-ttl, 0s", "cache.user-ttl, -1s", "cache.product-ttl, 999ms",
        "requestlimits.max-body, much", "cors.origins, shop.example", "cors.origins, 'https://shop.example/'",
        "cors.origins, '*,https://a.example'", "requestlimits.max-body, 0", "requestlimits.max-body, -1B",
        "requestlimits.max-long-body, 0", "requestlimits.head-timeout, 999ms", "requestlimits.body-timeout, 0s",
        "requestlimits.response-timeout, never",
        "requestlimits.bodies, 0", "requestlimits.max-upload, 0", "requestlimits.upload-timeout, 0s", "requestlimits.uploads, 0",
        "outbox.source, ''", "outbox.batch, 0",
        "outbox.batch, 5001", "outbox.poll, 9ms", "outbox.max-pause, 2m",
        "outbox.lag-interval, 0s", "outbox.stream, ' '", "outbox.stream-length, 99", "outbox.stream-max-size, 100KB",
        "redis.events-url, http://events:6379", "redis.events-cluster, maybe", "outbox.topic, ' '", "ratelimit.timeout, 0s",
        "ratelimit.buckets, 99", "webhook.max-webhooks, 201", "webhook.secret.overlap, 31d", "webhook.secret.key, short",
        "webhook.delivery.threads, 0", "webhook.delivery.concurrency-per-webhook, 0", "webhook.delivery.poll, 0s",
        "webhook.delivery.retry-delays, '1s,never'",
        "webhook.delivery.retry-delays, 0s", "webhook.delivery.disable-after, 0s", "webhook.delivery.retention, 3d",
        "webhook.delivery.purge-interval, 0s", "webhook.delivery.gauge-interval, 0s", "outbound.allowed, somewhere",
        "outbound.plain-http, maybe", "outbound.timeout, 11s",
        "log.format, prose", "log.access-buffer, 0", "request.trusted-proxies, somewhere", "order.payment-window, 0s",
        "order.expiry-interval, 99ms", "loadshedding.min-concurrency, 1",
        "loadshedding.min-concurrency, 101", "loadshedding.guaranteed, -1", "loadshedding.max-concurrency, 0", "loadshedding.sign-ins, 0",
        "loadshedding.max-wait, 31s",
        "loadshedding.max-waiting, -1",
        "loadshedding.latency-target, 0s", "loadshedding.tolerance, 1", "loadshedding.list-share, 0.9", "loadshedding.read-share, 2",
        "loadshedding.deadline, 10ms",
        "password.concurrency, -1", "password.queue, -1", "password.max-wait, 1ms", "paging.cursor-key, ' '", "audit.retention, 1h",
        "audit.flush-interval, 0s", "audit.purge-interval, 0s", "audit.max-failures, 0", "payment.secret, ''",
        "payment.secret, whsec_c2hvcnQ=",
        "payment.previous-secret, MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "api.clients, a b", "api.v1.deprecated-at, soon",
        "api.v1.deprecated-at, ''", "api.v1.sunset-at, 2026-12-31T23:59:59Z", "api.v1.enforced, maybe", "payment.retention, 1m",
        "job.max-unfinished, 0"})
    void aBadValueIsRefusedAndTheSettingIsNamed(String name, String value) {
        String setting = "tenfold." + name;
        Map<String, String> values = samples();
        values.put(setting, value);
        assertThatThrownBy(() -> bind(recordOf(setting), values)).isInstanceOf(BindException.class)
                .satisfies(failure -> assertThat(account(failure)).containsIgnoringCase(member(name)));
    }

    private static Object bind(Class<?> type, Map<String, String> values) {
        var binder =
                new Binder(List.of(new MapConfigurationPropertySource(values)), null, ApplicationConversionService.getSharedInstance());
        return binder.bindOrCreate(prefixOf(type), Bindable.of(type), new ValidationBindHandler(new SpringValidatorAdapter(VALIDATOR)));
    }

    private static Map<String, String> samples() {
        Map<String, String> values = new HashMap<>();
        SAMPLES.forEach((name, sample) -> values.put(name, sample.getFirst()));
        return values;
    }

    private static Class<?> recordOf(String setting) {
        return RECORDS.stream().filter(type -> member(bind(type, samples()), type, setting) != null).findFirst()
                .orElseThrow(() -> new AssertionError("no record binds " + setting));
    }

    /** The value of a setting in this record, or null if the setting belongs to another record. */
    private static Object member(Object settings, Class<?> type, String name) {
        String prefix = prefixOf(type) + ".";
        Object member = name.startsWith(prefix) ? settings : null;
        for (String step : name.startsWith(prefix) ? name.substring(prefix.length()).split("\\.") : new String[0]) {
            String accessor = camelCase(step);
            boolean known = member != null && Arrays.stream(member.getClass().getRecordComponents())
                    .anyMatch(component -> component.getName().equals(accessor));
            member = known ? ReflectionTestUtils.invokeMethod(member, accessor) : null;
        }
        return member;
    }

    private static String member(String name) {
        return camelCase(name.substring(name.lastIndexOf('.') + 1));
    }

    private static String camelCase(String dashed) {
        return Pattern.compile("-([a-z])").matcher(dashed).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    /** All messages of a failure: conversion failures name the setting, validation failures the member. */
    private static String account(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).map(String::valueOf).collect(Collectors.joining("\n"))
                .replaceAll("-([a-z])", "$1");
    }

    private static List<Class<?>> scan() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("dev.tenfold").stream().map(BeanDefinition::getBeanClassName)
                .<Class<?>>map(name -> ClassUtils.resolveClassName(String.valueOf(name), null)).toList();
    }

    private static String prefixOf(Class<?> type) {
        return type.getAnnotation(ConfigurationProperties.class).value();
    }

    private static List<String> documented() throws IOException {
        try (var json = SettingsTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonMapper.builder().build().readTree(json).path("properties").valueStream()
                    .map(property -> property.path("name").asString())
                    .filter(name -> name.startsWith("tenfold.") && !name.startsWith(POLICIES)).toList();
        }
    }

    private static Map.Entry<String, List<String>> sample(String name, String value, String bound) {
        return Map.entry(name, List.of(value, bound));
    }
}
