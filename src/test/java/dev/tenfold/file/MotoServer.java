package dev.tenfold.file;

import dev.tenfold.services.FreePort;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Moto's S3, a process of Python that keeps objects in memory. */
final class MotoServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final int port = FreePort.find();
    private final Process process;

    MotoServer() throws IOException {
        process = quiet("-m", "moto.server", "-H", "127.0.0.1", "-p", Integer.toString(port));
        await().atMost(START_LIMIT).until(this::answers);
    }

    static boolean isInstalled() throws InterruptedException {
        try {
            return quiet("-c", "import moto.server").waitFor() == 0;
        } catch (IOException noPython) {
            return false;
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    void makeBucket(String name) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(address().resolve("/" + name)).PUT(BodyPublishers.noBody()).build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }

    private static Process quiet(String... arguments) throws IOException {
        var command = new ProcessBuilder("python3");
        command.command().addAll(List.of(arguments));
        return command.redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
