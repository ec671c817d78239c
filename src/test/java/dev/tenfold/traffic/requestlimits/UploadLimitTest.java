package dev.tenfold.traffic.requestlimits;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.StrictRequestLimits;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The maximum size of a file, which is separate from the limit on other bodies. */
@StrictRequestLimits
class UploadLimitTest {

    private static final int LIMIT = 1024 * 1024;
    private static final String PATH = "/api/v1/products/import";

    private final int port;
    private final String token;

    UploadLimitTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.port = port;
        this.token = new TestUsers(jdbc).admin().token();
    }

    @Test
    void aFileOfExactlyTheLimitIsAcceptedAndOneByteMoreIsNot() throws Exception {
        assertThat(chunked(LIMIT)).isEqualTo(202);
        assertThat(chunked(LIMIT + 1)).isEqualTo(413);
    }

    @Test
    void aContentLengthOverTheLimitIsRefusedBeforeTheFileArrives() {
        ApiResponse reply =
                new RawConnection(port).toHost("POST " + PATH + " HTTP/1.1", "Content-Type: text/csv", "Content-Length: " + (LIMIT + 1),
                        "Authorization: Bearer " + token);
        reply.isProblem(413, "body_too_large");
        assertThat(reply.header("Connection")).isEqualTo("close");
    }

    @Test
    void aMissingTokenIsRefusedBeforeTheFileArrives() {
        ApiResponse reply =
                new RawConnection(port).toHost("POST " + PATH + " HTTP/1.1", "Content-Type: text/csv", "Content-Length: " + LIMIT);
        reply.isProblem(401, "unauthenticated");
        assertThat(reply.header("Connection")).isEqualTo("close");
    }

    @Test
    void otherBodiesHaveTheirOwnLimit() {
        new ApiClient(port).as(token).post("/api/v1/products", "x".repeat(257 * 1024)).isProblem(413, "body_too_large");
        assertThat(new TestAccounts(new ApiClient(port)).newUser().id()).isNotEmpty();
    }

    /** The status of the response to a file of this many blank lines. */
    private int chunked(int length) throws Exception {
        byte[] bytes = " ".repeat(length).getBytes(StandardCharsets.US_ASCII);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH)).header("Content-Type", "application/x-ndjson")
                .header("Authorization", "Bearer " + token).POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .build();
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
