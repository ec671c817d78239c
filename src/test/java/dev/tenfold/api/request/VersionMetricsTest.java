package dev.tenfold.api.request;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests are counted by version and program. */
@TenfoldTest(properties = "tenfold.api.clients=Shop-App,curl,mozilla")
class VersionMetricsTest {

    private final ApiClient api;
    private final MeterRegistry metrics;

    VersionMetricsTest(@LocalServerPort int port, @Autowired MeterRegistry metrics) {
        this.api = new ApiClient(port);
        this.metrics = metrics;
    }

    @ParameterizedTest
    @CsvSource({"v1, shop-app/2.1 (Android 16), shop-app", "v2, Shop-App, shop-app", "v1, curl/8.14.1, curl",
        "v2, Mozilla/5.0 (X11; Linux x86_64), mozilla", "v1, sqlmap/1.0, other", "v2, curling/1.0, other"})
    void aRequestCountsForItsVersionAndProgram(String version, String userAgent, String client) {
        double before = count(version, client);
        api.with("User-Agent", userAgent).get("/api/" + version + "/products").is(200);
        await().untilAsserted(() -> assertThat(count(version, client)).isEqualTo(before + 1));
    }

    @Test
    void manyNamesMakeNoFurtherSeries() {
        for (int i = 0; i < 100; i++) {
            api.with("User-Agent", UUID.randomUUID() + "/1.0").get("/api/v1/products").is(200);
        }
        api.get("/problems").is(200);
        List<String> clients = metrics.find("tenfold.api.requests").counters().stream().map(counter -> counter.getId().getTag("client"))
                .distinct().toList();
        assertThat(clients).isSubsetOf("shop-app", "curl", "mozilla", "other", "none");
    }

    private double count(String version, String client) {
        Counter counter = metrics.find("tenfold.api.requests").tag("version", version).tag("client", client).counter();
        return counter == null ? 0 : counter.count();
    }
}
