package dev.tenfold.file;

import dev.tenfold.problem.Failure.Unavailable;
import dev.tenfold.services.FreePort;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The store in a bucket, against a server that speaks S3: where this machine has none (Python with {@code moto[server]}), it is passed over. */
class S3StoreTest extends FileStoreContract {

    private static final String BUCKET = "tenfold";
    private static MotoServer server;
    private static S3Store store;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(MotoServer.isInstalled(), "python3 has no moto");
        server = new MotoServer();
        server.makeBucket(BUCKET);
        store = S3Store.of(BUCKET, at(server.address()));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            store.close();
            server.close();
        }
    }

    @Override
    FileStore store() {
        return store;
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        var away = S3Store.of(BUCKET, at(URI.create("http://127.0.0.1:" + FreePort.find())));
        assertThatThrownBy(() -> away.open(new FileName("a"))).isInstanceOf(Unavailable.class);
        away.close();
    }

    private static FileProperties at(URI endpoint) {
        return new FileProperties(null, BUCKET, endpoint, "us-east-1", "test", "test", Duration.ofSeconds(10));
    }
}
