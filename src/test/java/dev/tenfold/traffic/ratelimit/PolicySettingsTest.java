package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.PathRule;
import dev.tenfold.api.route.Routes;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Counts;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Refill;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Settings;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.WithoutRedis;
import io.github.bucket4j.BucketConfiguration;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an operator writes, and what becomes of it. */
class PolicySettingsTest {

    private static final Validator VALIDATOR = Validation.buildDefaultValidatorFactory().getValidator();
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\\R(.*?)```", Pattern.DOTALL);

    @Test
    void theDocumentedExampleIsAPolicyOf100RequestsIn15MinutesForEachAddress() throws IOException {
        var match = EXAMPLE.matcher(Files.readString(Path.of("docs/limits.md")));
        assertThat(match.find()).isTrue();
        RateLimitProperties properties = yaml(new ByteArrayResource(match.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(properties.policies()).hasSize(1);
        var policy = new Policy("fair", properties.policies().values().iterator().next(), 1);
        assertThat(policy.header.getValue()).isEqualTo("\"fair\";q=100;w=900");
        assertThat(policy.settings.counts()).isEqualTo(Counts.ADDRESS);
        assertThat(policy.isFor("GET", "/api/v1/products")).isTrue();
        assertThat(policy.isFor("GET", "/actuator/health")).isFalse();
    }

    @Test
    void theShippedPoliciesAreTheDocumentedOnes() throws IOException {
        RateLimitProperties shipped = yaml(new ClassPathResource("application.yaml"));
        assertThat(shipped.policies().entrySet().stream().map(entry -> new Policy(entry.getKey(), entry.getValue(), 1).header.getValue()))
                .containsExactlyInAnyOrder("\"anonymous\";q=300;w=60", "\"user\";q=1200;w=60", "\"signin\";q=5;w=60",
                        "\"account\";q=3;w=180",
                        "\"signup\";q=5;w=3600", "\"orders\";q=60;w=60", "\"imports\";q=5;w=3600", "\"mails\";q=10;w=3600",
                        "\"payments\";q=6000;w=60",
                        "\"verification\";q=5;w=3600");
        String documents = Files.readString(Path.of("docs/limits.md"));
        assertThat(shipped.policies().keySet()).allSatisfy(name -> assertThat(documents).contains("| `" + name + "` |"));
    }

    @Test
    void paymentEventsCountForTheirOwnPolicyAndNotAsAnonymousRequests() throws IOException {
        RateLimitProperties shipped = yaml(new ClassPathResource("application.yaml"));
        assertThat(shipped.policies().entrySet().stream().map(entry -> new Policy(entry.getKey(), entry.getValue(), 1))
                .filter(policy -> policy.settings.counts() != Counts.USER
                        && policy.isFor("POST", ApiVersion.V2.path(Routes.PAYMENT_EVENTS)))
                .map(policy -> policy.name)).containsExactly("payments");
    }

    @Test
    void everyShippedPolicyCountsARoute() throws IOException {
        RateLimitProperties shipped = yaml(new ClassPathResource("application.yaml"));
        shipped.policies().forEach((name, settings) -> {
            var policy = new Policy(name, settings, 1);
            assertThat(Routes.all()).as("a route that the policy %s counts", name)
                    .anyMatch(route -> policy.isFor(route.method(), route.pattern()));
        });
    }

    @Test
    void theShippedPoliciesCountARouteOfBothVersionsAlike() throws IOException {
        List<Policy> shipped = yaml(new ClassPathResource("application.yaml")).policies().entrySet().stream()
                .map(entry -> new Policy(entry.getKey(), entry.getValue(), 1)).toList();
        for (String template : List.of(Routes.TOKEN, Routes.USERS, Routes.EMAIL_VERIFICATION, Routes.ORDERS, Routes.PAYMENT_EVENTS)) {
            List<Policy> first = shipped.stream().filter(policy -> policy.isFor("POST", ApiVersion.V1.path(template))).toList();
            assertThat(first).as(template).isNotEmpty();
            assertThat(shipped.stream().filter(policy -> policy.isFor("POST", ApiVersion.V2.path(template)))).as(template)
                    .containsExactlyElementsOf(first);
        }
    }

    @Test
    void aPolicyOfVersion2IsForPathsOfVersion2() throws IOException {
        var settings = yaml(new ByteArrayResource("""
                tenfold.ratelimit.policies.mine: {paths: /api/**, version: 2, counts: address, capacity: 10, refill-period: 1m}
                """.getBytes(StandardCharsets.UTF_8))).policies().get("mine");
        var policy = new Policy("mine", Objects.requireNonNull(settings), 1);
        assertThat(policy.isFor("POST", "/api/v2/auth/token")).isTrue();
        assertThat(policy.isFor("POST", "/api/v1/auth/token")).isFalse();
        assertThat(policy.isFor("POST", "/api/v20/auth/token")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            capacity | 0        | greater than or equal to 1
            capacity | 1000000001 | less than or equal to 1000000000
            capacity | many     | capacity
            refill-tokens | 0   | greater than or equal to 1
            refill-period | 10ms | longer than or equal to 1 second
            refill-period | 8d  | shorter than or equal to 7 days
            refill-period | ''  | refill
            refill   | slowly   | refill
            counts   | planet   | counts
            paths    | api      | a path starts with /
            paths    | /a/**/b  | a path starts with /
            paths    | /a*      | a path starts with /
            except-paths | api  | a path starts with /
            methods  | get      | methods are in capitals
            version  | 0        | greater than or equal to 1
            without-redis | hope | without
            period   | 15m      | is called refill-period now
            burst    | 20       | is called capacity now
            """)
    void aBadValueIsRefusedAndTheMessageNamesThePolicyAndTheFault(String setting, String value, String message) {
        assertRefused(Map.of(setting, value), message);
    }

    @Test
    void aBucketThatIsNotFullAgainIn100YearsIsRefused() {
        assertRefused(Map.of("capacity", "1000000000", "refill-tokens", "1"), "over 100 years");
    }

    private static void assertRefused(Map<String, String> settings, String message) {
        Map<String, String> values = new HashMap<>(Map.of("tenfold.ratelimit.policies.mine.paths", "/api/**",
                "tenfold.ratelimit.policies.mine.counts", "address", "tenfold.ratelimit.policies.mine.capacity", "100",
                "tenfold.ratelimit.policies.mine.refill-period", "1m"));
        settings.forEach((setting, value) -> values.put("tenfold.ratelimit.policies.mine." + setting, value));
        assertThatThrownBy(() -> bind(new Binder(List.of(new MapConfigurationPropertySource(values)), null,
                ApplicationConversionService.getSharedInstance()))).isInstanceOf(BindException.class)
                .satisfies(failure -> assertThat(account(failure)).contains("mine", message));
    }

    @Test
    void aPolicyNameThatIsInvalidInAHeaderIsRefused() {
        Map<String,
                String> values =
                        Map.of("tenfold.ratelimit.policies.Not-A-Name.paths", "/api/**", "tenfold.ratelimit.policies.Not-A-Name.counts",
                                "address",
                                "tenfold.ratelimit.policies.Not-A-Name.capacity", "100",
                                "tenfold.ratelimit.policies.Not-A-Name.refill-period", "1m");
        assertThatThrownBy(() -> bind(new Binder(List.of(new MapConfigurationPropertySource(values)), null,
                ApplicationConversionService.getSharedInstance())))
                .satisfies(failure -> assertThat(account(failure)).contains("a name is 1 to 32"));
    }

    @Test
    void aPolicyForGetIsForHeadToo() {
        Policy policy = policy(100, null, Refill.GREEDY, WithoutRedis.SHARE, 1, List.of("GET"));
        assertThat(policy.isFor("HEAD", "/api/v1/products")).isTrue();
        assertThat(policy.isFor("POST", "/api/v1/products")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"100, , GREEDY, 60", "100, 50, GREEDY, 120", "3, 1, GREEDY, 180", "3, 2, INTERVALLY, 120"})
    void theWindowOfTheHeaderIsTheTimeToFillAnEmptyBucket(int capacity, Integer refillTokens, Refill refill, int seconds) {
        assertThat(policy(capacity, refillTokens, refill, WithoutRedis.SHARE, 1, List.of()).header.getValue())
                .endsWith(";q=" + capacity + ";w=" + seconds);
    }

    @ParameterizedTest
    @CsvSource({"300, 1, 30", "300, 3, 10", "1200, 3, 40", "60, 1, 6", "20, 1, 2", "19, 1, 0", "300, 20, 0", "5, 1, 0"})
    void theReservesOfAllInstancesAreATenthOfTheCapacityAtMost(int capacity, int instances, int reserve) {
        assertThat(policy(capacity, null, Refill.GREEDY, WithoutRedis.SHARE, instances, List.of()).terms.reserve()).isEqualTo(reserve);
    }

    @ParameterizedTest
    @CsvSource({"SHARE, 10, 1, 10", "SHARE, 10, 2, 10", "SHARE, 10, 3, 5", "SHARE, 10, 4, 4", "STRICT, 10, 3, 3", "STRICT, 2, 3, 1"})
    void theShareAllowsForOneMissingInstanceAndTheStrictShareDoesNot(WithoutRedis withoutRedis, int capacity, int instances, int share) {
        BucketConfiguration alone = policy(capacity, null, Refill.GREEDY, withoutRedis, instances, List.of()).terms.share();
        assertThat(Objects.requireNonNull(alone).getBandwidths()[0].getCapacity()).isEqualTo(share);
        assertThat(alone.getBandwidths()[0].getRefillTokens()).isEqualTo(share);
    }

    private static Policy policy(int capacity, @Nullable Integer refillTokens, Refill refill, WithoutRedis withoutRedis, int instances,
            List<String> methods) {
        return new Policy("mine",
                new Settings(true, methods, List.of(PathRule.of("/api/**")), List.of(), null, Counts.ADDRESS, capacity, refillTokens,
                        Duration.ofMinutes(1),
                        refill, withoutRedis, false, null, null),
                instances);
    }

    @ParameterizedTest
    @CsvSource({"/api/**, /api/v1/orders, true", "/api/**, /api, true", "/api/**, /apis, false", "/api/v1/orders, /api/v1/orders, true",
        "/api/v1/orders, /api/v1/orders/7, false", "/api/v1/orders/*/pay, /api/v1/orders/7/pay, true",
        "/api/v1/orders/*/pay, /api/v1/orders//pay, false", "/api/v1/orders/*/pay, /api/v1/orders/7/ship, false",
        "/api/v1/orders/*, /api/v1/orders/7/pay, false", "/api/*/orders/**, /api/v2/orders/7/pay, true", "/**, /anything, true"})
    void aPathIsMatchedBySegments(String pattern, String path, boolean matches) {
        assertThat(PathRule.of(pattern).matches(path)).isEqualTo(matches);
    }

    private static RateLimitProperties yaml(Resource yaml) throws IOException {
        return bind(new Binder(ConfigurationPropertySources.from(new YamlPropertySourceLoader().load("yaml", yaml)), null,
                ApplicationConversionService.getSharedInstance()));
    }

    private static RateLimitProperties bind(Binder binder) {
        return binder.bindOrCreate("tenfold.ratelimit", Bindable.of(RateLimitProperties.class),
                new ValidationBindHandler(new SpringValidatorAdapter(VALIDATOR)));
    }

    private static String account(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).map(String::valueOf).collect(Collectors.joining("\n"));
    }
}
