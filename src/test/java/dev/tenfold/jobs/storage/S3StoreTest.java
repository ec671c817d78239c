package dev.tenfold.jobs.storage;

import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.NetworkProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.tenfold.jobs.storage.S3ProxyProcess.ACCESS_KEY;
import static dev.tenfold.jobs.storage.S3ProxyProcess.SECRET_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The S3 store against a compatible server. */
class S3StoreTest extends FileStoreContract {

    private static final String BUCKET = "tenfold";
    private static final String REGION = "us-east-1";
    @TempDir
    private static Path folder;
    @TempDir
    private static Path local;
    private static S3ProxyProcess server;
    private static S3Store store;

    @BeforeAll
    static void start() throws IOException {
        server = new S3ProxyProcess(folder);
        server.createBucket(BUCKET);
        store = S3Store.of(BUCKET, at(server.address(), SECRET_KEY));
    }

    @AfterAll
    static void stop() {
        if (store != null) {
            store.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Override
    FileStore store() {
        return store;
    }

    @Override
    Path unfinished() {
        return local.resolve("files");
    }

    @Test
    void aServerThatDoesNotRunIsUnavailable() {
        var away = S3Store.of(BUCKET, at(URI.create("http://127.0.0.1:" + FreePort.find()), SECRET_KEY));
        assertThatThrownBy(() -> away.open(new FileName("a"))).isInstanceOf(Unavailable.class);
        away.close();
    }

    @Test
    void aServerThatRefusesTheKeyIsUnavailable() {
        var stranger = S3Store.of(BUCKET, at(server.address(), "another-secret"));
        assertThatThrownBy(() -> stranger.put(new FileName("a"), out -> out.write(1))).isInstanceOf(Unavailable.class);
        stranger.close();
    }

    /** No single read would time out. */
    @Test
    void aFileThatArrivesTooSlowlyIsAFailureOfTheStore() throws IOException {
        store.put(new FileName("slow"), out -> out.write(new byte[3_000_000]));
        try (var network = new NetworkProxy(server.address().getPort())) {
            network.delay(Duration.ofMillis(200));
            try (var slow = S3Store.of(BUCKET, at(URI.create("http://127.0.0.1:" + network.port()), SECRET_KEY, Duration.ofSeconds(5)));
                    StoredFile file = slow.open(new FileName("slow")).orElseThrow()) {
                assertThatThrownBy(() -> file.bytes().readAllBytes()).isInstanceOf(FileStoreException.class)
                        .hasMessageContaining("did not arrive within");
            }
        }
    }

    @Test
    void aConnectionThatBreaksInAFileIsAFailureOfTheStore() throws IOException {
        store.put(new FileName("broken"), out -> out.write(new byte[3_000_000]));
        try (var network = new NetworkProxy(server.address().getPort())) {
            network.delay(Duration.ofMillis(20));
            try (var cut = S3Store.of(BUCKET, at(URI.create("http://127.0.0.1:" + network.port()), SECRET_KEY));
                    StoredFile file = cut.open(new FileName("broken")).orElseThrow()) {
                assertThat(file.bytes().readNBytes(10)).hasSize(10);
                network.closeConnections();
                assertThatThrownBy(() -> file.bytes().readAllBytes()).isInstanceOf(FileStoreException.class);
            }
        }
    }

    private static StorageProperties at(URI endpoint, String secret) {
        return at(endpoint, secret, Duration.ofSeconds(10));
    }

    private static StorageProperties at(URI endpoint, String secret, Duration timeout) {
        return new StorageProperties(local.resolve("files"), BUCKET, endpoint, REGION, ACCESS_KEY, secret, timeout);
    }
}
