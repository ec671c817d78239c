package dev.tenfold.limit;

import dev.tenfold.limit.LimitProperties.Counts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an operator writes, and what becomes of it. */
class PolicySettingsTest {

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\\R(.*?)```", Pattern.DOTALL);

    @Test
    void theExampleOfTheDocumentsIsOnePolicyOf100In15MinutesByAddress() throws IOException {
        var match = EXAMPLE.matcher(Files.readString(Path.of("docs/limits.md")));
        assertThat(match.find()).isTrue();
        LimitProperties properties = yaml(new ByteArrayResource(match.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(properties.policies()).hasSize(1);
        var policy = new Policy("fair", properties.policies().values().iterator().next(), 1);
        assertThat(policy.header()).isEqualTo("\"fair\";q=100;w=900");
        assertThat(policy.counts()).isEqualTo(Counts.ADDRESS);
        assertThat(policy.isFor("GET", "/api/v1/products")).isTrue();
        assertThat(policy.isFor("GET", "/actuator/health")).isFalse();
    }

    @Test
    void theShippedPoliciesAreThoseOfTheDocuments() throws IOException {
        LimitProperties shipped = yaml(new ClassPathResource("application.yaml"));
        assertThat(shipped.policies().entrySet().stream().map(entry -> new Policy(entry.getKey(), entry.getValue(), 1).header()))
                .containsExactlyInAnyOrder("\"anonymous\";q=300;w=60", "\"user\";q=1200;w=60", "\"signin\";q=10;w=60",
                        "\"account\";q=5;w=60",
                        "\"signup\";q=5;w=3600", "\"orders\";q=60;w=60", "\"imports\";q=5;w=3600");
        String documents = Files.readString(Path.of("docs/limits.md"));
        assertThat(shipped.policies().keySet()).allSatisfy(name -> assertThat(documents).contains("| `" + name + "` |"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            capacity | 0        | capacity must be from 1
            capacity | many     | capacity
            period   | 10ms     | period must be from 1s
            period   | 8d       | period must be from 1s
            burst    | 101      | burst must be from 1
            counts   | planet   | counts
            paths    | api      | a path starts with /
            paths    | /a/**/b  | a path starts with /
            methods  | get      | methods are in capitals
            version  | 0        | version must be
            without-redis | hope | without
            """)
    void aBadValueIsRefusedWithThePolicyAndWhatIsWrong(String setting, String value, String message) {
        Map<String, String> values = new HashMap<>(Map.of("tenfold.limit.policies.mine.paths", "/api/**",
                "tenfold.limit.policies.mine.counts", "address", "tenfold.limit.policies.mine.capacity", "100",
                "tenfold.limit.policies.mine.period", "1m"));
        values.put("tenfold.limit.policies.mine." + setting, value);
        assertThatThrownBy(() -> bind(new Binder(List.of(new MapConfigurationPropertySource(values)), null,
                ApplicationConversionService.getSharedInstance()))).isInstanceOf(BindException.class)
                .satisfies(failure -> assertThat(account(failure)).contains("mine", message));
    }

    @ParameterizedTest
    @CsvSource({"/api/**, /api/v1/orders, true", "/api/**, /api, true", "/api/**, /apis, false", "/api/v1/orders, /api/v1/orders, true",
        "/api/v1/orders, /api/v1/orders/7, false", "/api/v1/orders/*/pay, /api/v1/orders/7/pay, true",
        "/api/v1/orders/*/pay, /api/v1/orders//pay, false", "/api/v1/orders/*/pay, /api/v1/orders/7/ship, false",
        "/api/v1/orders/*, /api/v1/orders/7/pay, false", "/api/*/orders/**, /api/v2/orders/7/pay, true", "/**, /anything, true"})
    void aPathIsMatchedBySegments(String pattern, String path, boolean matches) {
        assertThat(PathRule.of(pattern).matches(path)).isEqualTo(matches);
    }

    private static LimitProperties yaml(Resource yaml) throws IOException {
        return bind(new Binder(ConfigurationPropertySources.from(new YamlPropertySourceLoader().load("yaml", yaml)), null,
                ApplicationConversionService.getSharedInstance()));
    }

    private static LimitProperties bind(Binder binder) {
        return binder.bindOrCreate("tenfold.limit", LimitProperties.class);
    }

    private static String account(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).map(String::valueOf).collect(Collectors.joining("\n"));
    }
}
