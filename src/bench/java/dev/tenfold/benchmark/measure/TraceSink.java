package dev.tenfold.benchmark.measure;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** With -Dtraces=0.1, where that share of traces is sent, and thrown away: what tracing costs is then measured too. */
final class TraceSink implements AutoCloseable {

    private static final String SHARE = System.getProperty("traces", "");
    private static final int OK = 200;

    private final HttpServer server;

    TraceSink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(OK, -1);
            }
        });
        server.start();
    }

    /** The settings of a service that traces so; none where no share is asked for. */
    Map<String, String> settings() {
        return SHARE.isEmpty() ? Map.of()
                : Map.of("management.tracing.sampling.probability", SHARE, "management.opentelemetry.tracing.export.otlp.endpoint",
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
