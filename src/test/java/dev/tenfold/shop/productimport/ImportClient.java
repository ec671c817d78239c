package dev.tenfold.shop.productimport;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestUsers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Uploads files as an admin, waits for the import, and reads its report. */
final class ImportClient {

    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final URI base;
    private final String token;
    private final ApiClient admin;

    ImportClient(int port, JdbcClient jdbc) {
        this.base = URI.create("http://127.0.0.1:" + port + "/api/v1/products/import");
        this.token = new TestUsers(jdbc).admin().token();
        this.admin = new ApiClient(port).as(token);
    }

    /** An import that has ended. */
    record Import(JsonNode job, JsonNode report) {

        String status() {
            return job.path("status").asString();
        }

        String error() {
            return job.path("error").asString("");
        }

        /** Each error with its line, pointer and code. */
        List<String> errors() {
            return report.path("errors").valueStream().flatMap(row -> row.path("errors").valueStream()
                    .map(error -> "%s %s %s".formatted(row.path("line").asInt(), error.path("pointer").asString(),
                            error.path("code").asString())))
                    .toList();
        }

        /** The text of the first error. */
        String detail() {
            return report.path("errors").path(0).path("errors").path(0).path("detail").asString("");
        }

        /** The numbers of rows that were added, changed, unchanged and refused. */
        List<Integer> counts() {
            return List.of("added", "changed", "unchanged", "failed").stream().map(name -> report.path(name).asInt()).toList();
        }
    }

    static byte[] file(String name) throws IOException {
        return Files.readAllBytes(CASES.resolve(name));
    }

    Import csv(String text) throws IOException {
        return send("text/csv", "", text.getBytes(StandardCharsets.UTF_8));
    }

    Import csvFile(String name, String query) throws IOException {
        return send("text/csv", query, file(name));
    }

    Import ndjson(String text) throws IOException {
        return send("application/x-ndjson", "", text.getBytes(StandardCharsets.UTF_8));
    }

    Import send(String type, String query, byte[] body) throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(base + query)).header("Content-Type", type).header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofByteArray(body)).build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            return ended(answer.headers().firstValue("Location").orElseThrow());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Queues a failed import again, and waits until it has ended. */
    Import retry(Import failed) {
        String job = "/api/v1/jobs/" + failed.job().path("id").asString();
        assertThat(admin.post(job + "/retry", "").is(200).json().path("result_url").isNull()).isTrue();
        return ended(job);
    }

    private Import ended(String job) {
        await().atMost(TIMEOUT)
                .until(() -> Set.of("succeeded", "failed").contains(admin.get(job).is(200).json().path("status").asString()));
        return new Import(admin.get(job).is(200).json(), admin.get(job + "/result").is(200).json());
    }
}
