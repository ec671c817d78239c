package dev.tenfold.traffic.responsecache;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** With the response cache off, reads have the same answers, and none is from the cache. */
@TenfoldTest(properties = "tenfold.responsecache.enabled=false")
class NoResponseCacheTest {

    @Test
    void readsAreAnsweredAnew(@LocalServerPort int port, @Autowired MeterRegistry metrics) {
        var api = new ApiClient(port);
        String path = "/api/v1/products/" + new TestProducts(new TestAccounts(api).admin()).product(1);
        ApiResponse first = api.get(path).is(200);
        ApiResponse second = api.get(path).is(200);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.headers().firstValue("Age")).isEmpty();
        api.with("If-None-Match", first.header("ETag")).get(path).is(304);
        assertThat(metrics.get("tenfold.responsecache.requests").tags("outcome", "hit").counter().count()).isZero();
        assertThat(metrics.get("tenfold.responsecache.requests").tags("outcome", "miss").counter().count()).isZero();
    }
}
