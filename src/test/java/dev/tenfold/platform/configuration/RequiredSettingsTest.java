package dev.tenfold.platform.configuration;

import dev.tenfold.TenfoldApplication;
import dev.tenfold.testing.services.ChildJvm;
import dev.tenfold.testing.services.Proof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A start without required settings, in its own process: one sentence, and exit code 1. */
@Proof
class RequiredSettingsTest {

    private static final List<String> ADDRESSES = List.of("--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/x",
            "--spring.datasource.username=x", "--spring.datasource.password=x", "--spring.data.redis.url=redis://127.0.0.1:1");

    @Test
    void everySettingThatIsMissingIsNamedInOneSentence() throws Exception {
        String output = failedStart(List.of());
        assertThat(output).contains("SPRING_DATA_REDIS_URL, SPRING_DATASOURCE_PASSWORD, SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME, "
                + "TENFOLD_AUTH_SIGNING_KEY are not set: ").contains("./deploy/new-key");
        assertThat(output).doesNotContain("\tat ", "Exception");
    }

    @Test
    void aSingleMissingSettingIsNamedAlone() throws Exception {
        String output = failedStart(ADDRESSES);
        assertThat(output).contains("TENFOLD_AUTH_SIGNING_KEY is not set: ").doesNotContain("SPRING_", "\tat ");
    }

    /** Each container has its own temporary folder: a worker would never see what an instance has stored there. */
    @ParameterizedTest
    @ValueSource(strings = {"--tenfold.roles=worker", "--tenfold.expected-instances=2"})
    void processesThatShareTheWorkNeedOnePlaceForFiles(String several) throws Exception {
        String output = failedStart(Stream.concat(ADDRESSES.stream(), Stream.of("--tenfold.auth.signing-key=my little secret", several,
                "--tenfold.storage.bucket=")).toList());
        assertThat(output).contains("TENFOLD_STORAGE_BUCKET or TENFOLD_STORAGE_FOLDER is not set: ").contains("S3 bucket", "volume")
                .doesNotContain("SPRING_", "my little secret", "\tat ");
    }

    @Test
    void aRedisClusterReplacesASingleRedis() throws Exception {
        List<String> settings = ADDRESSES.stream()
                .map(address -> address.replaceFirst("--spring.data.redis.url=.*", "--spring.data.redis.cluster.nodes=127.0.0.1:1"))
                .toList();
        assertThat(settings).isNotEqualTo(ADDRESSES);
        assertThat(failedStart(settings)).contains("TENFOLD_AUTH_SIGNING_KEY is not set: ").doesNotContain("SPRING_");
    }

    @Test
    void withAnExternalIssuerOnlyACursorKeyIsNeeded() throws Exception {
        List<String> settings = Stream.concat(ADDRESSES.stream(),
                Stream.of("--tenfold.auth.outside.issuer=https://login.example",
                        "--tenfold.auth.outside.jwk-set-uri=https://login.example/jwks"))
                .toList();
        String output = failedStart(settings);
        assertThat(output).contains("TENFOLD_PAGING_CURSOR_KEY is not set: ").doesNotContain("SPRING_", "SIGNING_KEY", "\tat ");
    }

    @Test
    void anInvalidKeyIsReportedWithoutShowingIt() throws Exception {
        List<String> settings = Stream.concat(ADDRESSES.stream(), Stream.of("--tenfold.auth.signing-key=my little secret",
                "--spring.flyway.enabled=false")).toList();
        String output = failedStart(settings);
        assertThat(output).contains("TENFOLD_AUTH_SIGNING_KEY is not an RSA key as PKCS#8 PEM").doesNotContain("my little secret");
    }

    private static String failedStart(List<String> arguments) throws IOException, InterruptedException {
        List<String> all = Stream.concat(Stream.of("--server.port=0"), arguments.stream()).toList();
        var builder = new ProcessBuilder(ChildJvm.command(TenfoldApplication.class.getName(), all)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SPRING_") || name.startsWith("TENFOLD_"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(1);
        return output;
    }
}
