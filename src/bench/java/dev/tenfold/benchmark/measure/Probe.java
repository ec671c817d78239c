package dev.tenfold.benchmark.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** One request, to see what a server answers. */
public final class Probe {

    static final int OK = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Probe() {}

    public static HttpResponse<String> get(int port, String path, Map<String, String> headers) throws IOException {
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(TIMEOUT);
            headers.forEach(request::header);
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The status, or 0 where nobody answers. */
    static int status(int port, String path) {
        try {
            return get(port, path, Map.of()).statusCode();
        } catch (IOException nobody) {
            return 0;
        }
    }
}
