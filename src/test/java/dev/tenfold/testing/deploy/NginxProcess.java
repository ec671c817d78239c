package dev.tenfold.testing.deploy;

import dev.tenfold.testing.services.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/**
 * The image of docker-compose.yml with the settings of nginx/, on the network of this machine. Only ports, the name server and the certificate
 * differ, and the limits by address are higher, because all requests of a test come from one.
 */
final class NginxProcess implements AutoCloseable {

    /** An origin that cors.conf allows here. */
    static final String ORIGIN = "https://shop.example";
    private static final Path SETTINGS = Path.of("nginx");
    private static final String IMAGE = image();

    private final String container = "tenfold-test-nginx-" + UUID.randomUUID();
    private final Path folder;
    private final int port;
    private final Process process;

    /**
     * Starts it.
     * @param nameServer the port of the name server
     * @param instances the port of all instances
     */
    NginxProcess(int nameServer, int instances) {
        try {
            port = FreePort.find();
            folder = Files.createTempDirectory("tenfold-nginx-");
            copySettings(nameServer, instances);
            process = new ProcessBuilder("docker", "run", "--rm", "--name", container, "--network", "host", "--volume",
                    folder.resolve("settings") + ":/etc/nginx/tenfold:ro", "--tmpfs", "/run", "--tmpfs",
                    "/var/cache/nginx:size=" + diskSize(), "--entrypoint",
                    "sh", IMAGE, "-c",
                    "mkdir -p /run/secrets && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=localhost"
                            + " -keyout /run/secrets/key.pem -out /run/secrets/certificate.pem 2>/dev/null"
                            + " && exec nginx -c /etc/nginx/tenfold/nginx.conf -g 'daemon off;'")
                    .redirectErrorStream(true).redirectOutput(Redirect.to(folder.resolve("log").toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(60)).until(this::isListening);
    }

    /** Whether Docker has the image. */
    static boolean isAvailable() {
        try {
            return new ProcessBuilder("docker", "image", "inspect", IMAGE).redirectErrorStream(true).redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor() == 0;
        } catch (IOException noDocker) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String image() {
        return compose("image: (nginx:.+)");
    }

    /** The size of the tmpfs for the cache and the bodies, such as {@code 160m}. */
    static String diskSize() {
        return compose("- /var/cache/nginx:.*size=(\\d+m)");
    }

    /** The group of the first line of docker-compose.yml that matches. */
    private static String compose(String line) {
        Pattern pattern = Pattern.compile(line);
        try (Stream<String> lines = Files.lines(Path.of("docker-compose.yml"))) {
            return lines.map(text -> pattern.matcher(text.strip())).filter(Matcher::matches).findFirst().orElseThrow()
                    .group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copySettings(int nameServer, int instances) throws IOException {
        Path target = Files.createDirectory(folder.resolve("settings"));
        try (Stream<Path> files = Files.list(SETTINGS)) {
            for (Path file : files.toList()) {
                Files.writeString(target.resolve(file.getFileName()), Files.readString(file)
                        .replace("127.0.0.11", "127.0.0.1:" + nameServer).replace("api:8080", "api:" + instances)
                        .replace("listen 8443", "listen 127.0.0.1:" + port).replace("127.0.0.1:8079", "127.0.0.1:" + FreePort.find())
                        .replace("    default \"\";\n}\nmap $cors_origin",
                                "    default \"\";\n    " + ORIGIN + " $http_origin;\n}\nmap $cors_origin")
                        .replace("rate=100r/s", "rate=10000r/s").replace("burst=200", "burst=10000"));
            }
        }
    }

    int port() {
        return port;
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isListening() {
        if (!process.isAlive()) {
            throw new IllegalStateException("NGINX does not start: " + log());
        }
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            new ProcessBuilder("docker", "rm", "--force", container).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start()
                    .waitFor();
            process.waitFor();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : List.copyOf(files.sorted(Comparator.reverseOrder()).toList())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
