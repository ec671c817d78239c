package dev.tenfold.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What the door does. Its answers are counted among all others too, in the same timer with the same tags. */
@Component
class DoorMetrics {

    private static final String NONE = "none";

    final Counter hits;
    final Counter misses;
    private final MeterRegistry metrics;

    DoorMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.hits = requests("hit");
        this.misses = requests("miss");
    }

    /** The timer of the answers of a route and status, as Spring's observation of requests would name it. */
    Timer timer(String route, HttpStatus status) {
        return Timer.builder("http.server.requests").tag("method", "GET").tag("uri", route).tag("status", Integer.toString(status.value()))
                .tag("outcome", status.is3xxRedirection() ? "REDIRECTION" : "SUCCESS").tag("exception", NONE).tag("error", NONE)
                .register(metrics);
    }

    private Counter requests(String result) {
        return Counter.builder("tenfold.door.requests").description("Public reads that the door could answer, by whether it did")
                .tag("result", result).register(metrics);
    }
}
