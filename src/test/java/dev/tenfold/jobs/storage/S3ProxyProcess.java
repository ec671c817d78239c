package dev.tenfold.jobs.storage;

import dev.tenfold.testing.services.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import static org.awaitility.Awaitility.await;

/**
 * S3Proxy: a server that is compatible with S3, checks signatures and stores objects in memory. It runs in its own process with its own
 * class path, so that its libraries do not conflict with the service's.
 */
public final class S3ProxyProcess implements AutoCloseable {

    /** The keys that it accepts. */
    public static final String ACCESS_KEY = "test";
    public static final String SECRET_KEY = "secret-of-the-test";

    /** Copied there by pom.xml before the tests run. */
    private static final Path JAR = Path.of("target", "s3proxy", "s3proxy.jar");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final int port = FreePort.find();
    private final Path log;
    private final Process process;

    /** @param folder for its settings and its log */
    public S3ProxyProcess(Path folder) throws IOException {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is not there: run mvn process-test-classes, which fetches it");
        }
        log = folder.resolve("log");
        Path settings = Files.writeString(folder.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=transient-nio2
                """.formatted(port, ACCESS_KEY, SECRET_KEY));
        process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-DLOG_LEVEL=warn", "-DJETTY_LOG_LEVEL=warn", "-cp",
                JAR.toAbsolutePath() + File.pathSeparator + classes(), S3ProxyMain.class.getName(), "--properties", settings.toString()))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        await().atMost(START_LIMIT).until(this::answers);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public void createBucket(String name) {
        try (S3Client client = S3Client.builder().endpointOverride(address()).forcePathStyle(true).region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY))).build()) {
            client.createBucket(bucket -> bucket.bucket(name));
        }
    }

    private static Path classes() {
        try {
            return Path.of(S3ProxyMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("S3Proxy ended: " + Files.readString(log));
        }
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
