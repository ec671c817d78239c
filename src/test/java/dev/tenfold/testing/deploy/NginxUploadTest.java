package dev.tenfold.testing.deploy;

import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.NameServer;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Files for imports, sent through a real NGINX with the settings and the disk of Compose to the service. */
@Proof
@TenfoldTest(properties = "tenfold.ratelimit.enabled=false")
@EnabledIf("dev.tenfold.testing.deploy.NginxProcess#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxUploadTest {

    private static final int UPLOADS = 4; // as many as an instance takes at once
    private static final int LENGTH = 50 * 1024 * 1024 - 1;
    private static final int REFUSALS = 40;

    @TempDir
    private Path folder;

    private final NameServer names = new NameServer(List.of("127.0.0.1"));
    private final NginxProcess nginx;
    private final TestUsers users;

    NginxUploadTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.nginx = new NginxProcess(names.port(), port);
        this.users = new TestUsers(jdbc);
    }

    @AfterAll
    void close() {
        nginx.close();
        names.close();
    }

    /**
     * Together they are longer than the disk of NGINX, which its cache uses as well. On a busy machine the service may find its database
     * too slow, but NGINX itself answers none.
     */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void longFilesArriveAtTheSameTime(HttpClient.Version version) {
        List<HttpRequest> requests = Stream.generate(() -> request(users.admin().token(), version)).limit(UPLOADS).toList();
        try (var client = client(version)) {
            List<HttpResponse<String>> answers =
                    requests.stream().map(request -> client.sendAsync(request, BodyHandlers.ofString())).toList().stream()
                            .map(CompletableFuture::join).toList();
            assertThat(answers).anyMatch(answer -> answer.statusCode() == 202)
                    .allMatch(answer -> answer.statusCode() == 202 || code(answer).equals("dependency_unavailable"));
        }
        assertThat(nginx.log()).doesNotContain("temporary file", "No space left");
    }

    /** The service answers before the file has arrived, and closes the connection. */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aFileThatIsRefusedHasTheAnswerOfTheService(HttpClient.Version version) throws Exception {
        String token = users.user().token();
        try (var client = client(version)) {
            for (int refusal = 0; refusal < REFUSALS; refusal++) {
                HttpResponse<String> answer = client.send(request(token, version), BodyHandlers.ofString());
                assertThat(code(answer)).as("refusal %d: %s", refusal, answer.body()).isEqualTo("forbidden");
            }
        }
    }

    private static String code(HttpResponse<String> problem) {
        return JsonMapper.shared().readTree(problem.body()).path("code").asString();
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(TrustAll.context()).version(version).build();
    }

    private HttpRequest request(String token, HttpClient.Version version) {
        try {
            return HttpRequest.newBuilder(URI.create("https://localhost:" + nginx.port() + "/api/v1/products/import")).version(version)
                    .timeout(Duration.ofMinutes(2)).header("Content-Type", "application/x-ndjson")
                    .header("Authorization", "Bearer " + token).POST(BodyPublishers.ofFile(blankLines())).build();
        } catch (FileNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path blankLines() {
        Path file = folder.resolve("blank.ndjson");
        try {
            if (!Files.exists(file)) {
                byte[] bytes = new byte[LENGTH];
                Arrays.fill(bytes, (byte) ' ');
                Files.write(file, bytes);
            }
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
