package dev.tenfold.traffic.loadshedding;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Many users sign in at the same moment. */
@TenfoldTest
class SignInStormTest {

    private static final Logger LOG = LoggerFactory.getLogger(SignInStormTest.class);
    private static final int SIGN_INS = 200;
    private static final int READERS = 2;
    private static final int READS = 200;

    private final ApiClient api;

    SignInStormTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @Test
    void manySignInsWaitOrGet503AndReadsAreAnsweredMeanwhile() {
        var people = new TestAccounts(api);
        String path = "/api/v1/products/" + new TestProducts(people.admin()).product(1);
        String body = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(people.newUser().email(), TestAccounts.PASSWORD);

        List<List<ApiResponse>> replies = Concurrently.run(SIGN_INS + READERS, number -> number < READERS
                ? read(path)
                : List.of(api.impatient().post("/api/v1/auth/token", body)));

        assertThat(replies.subList(0, READERS)).allSatisfy(reads -> assertThat(reads).allMatch(reply -> reply.status() == 200));
        List<ApiResponse> signIns = replies.subList(READERS, replies.size()).stream().flatMap(List::stream).toList();
        assertThat(signIns).extracting(ApiResponse::status).containsOnly(200, 503);
        signIns.stream().filter(reply -> reply.status() == 503).forEach(reply -> {
            reply.isProblem(503, "overloaded");
            assertThat(reply.header("Retry-After")).isNotBlank();
        });
    }

    private List<ApiResponse> read(String path) {
        List<ApiResponse> replies = new ArrayList<>();
        long longest = 0;
        for (int read = 0; read < READS; read++) {
            long start = System.nanoTime();
            replies.add(api.impatient().get(path));
            longest = Math.max(longest, System.nanoTime() - start);
        }
        LOG.info("{} reads beside {} sign-ins, the slowest of {} ms", READS, SIGN_INS, Duration.ofNanos(longest).toMillis());
        return replies;
    }
}
