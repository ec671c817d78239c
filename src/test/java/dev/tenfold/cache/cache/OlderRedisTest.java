package dev.tenfold.cache.cache;

import dev.tenfold.testing.services.NetworkProxy;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.RedisProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Redis comes back with older data, or another one answers under its name: nothing that was invalidated is served again. Each test checks
 * that Redis really has the old values.
 */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OlderRedisTest {

    private static final int PRODUCTS = 10;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration BEFORE_IT_EXPIRES = Duration.ofSeconds(30); // shorter than the minute of a local entry

    private final TwoInstances instances = new TwoInstances();
    private final RedisProcess redis = instances.servers().redis();
    private final RedisProcess other = RedisProcess.launch();
    private NumberedProducts products;

    @AfterAll
    void close() {
        instances.close();
        other.close();
    }

    @BeforeEach
    void cachedProducts() {
        awaitUp(2);
        newProductsInRedis();
    }

    @AfterEach
    void backToTheFirstRedis() {
        redis.ask("REPLICAOF NO ONE");
        other.ask("REPLICAOF NO ONE");
        moveTo(redis);
    }

    @Test
    void anOldSnapshotIsNotServed() {
        assertThat(redis.ask("SAVE")).startsWith("+OK");
        writeAll(1);
        awaitNothingPending();
        redis.kill();
        redis.start();
        assertHasOldValues(redis);
        awaitUp(2);
        instances.showsWhatTheDatabaseHas(products);
    }

    @Test
    void anOldSnapshotIsNotServedByAnInstanceThatConnectsLater() {
        assertThat(redis.ask("SAVE")).startsWith("+OK");
        writeAll(1);
        awaitNothingPending();
        instances.proxy(1).cut();
        try {
            redis.kill();
            redis.start();
            assertHasOldValues(redis);
            awaitUp(1);
            IntStream.range(0, PRODUCTS).forEach(product -> assertThat(products.client(0).readSignedIn(products.id(product))).isEqualTo(1));
            IntStream.range(0, PRODUCTS).filter(product -> product % 2 == 0).forEach(product -> write(0, product, 2));
        } finally {
            instances.proxy(1).repair();
        }
        awaitUp(2);
        instances.showsWhatTheDatabaseHas(products);
    }

    @Test
    void anAppendOnlyFileThatWasCutShortIsNotServed() throws IOException {
        redis.ask("CONFIG SET appendfsync always");
        redis.ask("CONFIG SET appendonly yes");
        assertThat(redis.ask("CONFIG REWRITE")).startsWith("+OK");
        try {
            await().atMost(SOON).until(() -> redis.ask("INFO persistence").contains("aof_rewrite_in_progress:0"));
            NumberedProducts before = products;
            newProductsInRedis();
            Path log = lastOf(redis.data().resolve("appendonlydir"));
            long length = Files.size(log);
            writeAll(1);
            awaitNothingPending();
            redis.kill();
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                assertThat(file.size()).isGreaterThan(length);
                file.truncate(length);
            }
            redis.start();
            assertHasOldValues(redis);
            awaitUp(2);
            instances.showsWhatTheDatabaseHas(products);
            instances.showsWhatTheDatabaseHas(before);
        } finally {
            redis.ask("CONFIG SET appendonly no");
            redis.ask("CONFIG REWRITE");
        }
    }

    /** The replica lost its primary before the change, and is promoted under the primary's address. */
    @Test
    void aReplicaThatWasBehindIsNotServed() {
        try (var toPrimary = new NetworkProxy(redis.port())) {
            other.ask("REPLICAOF 127.0.0.1 " + toPrimary.port());
            await().atMost(SOON).until(() -> other.ask("INFO replication").contains("master_link_status:up"));
            await().atMost(SOON).until(() -> server().endsWith(replicationId())); // it got a new one for its first replica
            awaitUp(2);
            instances.showsWhatTheDatabaseHas(products);
            await().atMost(SOON).untilAsserted(() -> assertHasOldValues(other));
            toPrimary.cut();
            writeAll(1);
            assertThat(other.ask("REPLICAOF NO ONE")).startsWith("+OK");
            assertHasOldValues(other);
            moveTo(other);
            awaitUseOf(other);
            instances.showsWhatTheDatabaseHas(products);
            writeAll(2);
            soonShowsWhatTheDatabaseHas();
        }
    }

    /** And back to the first, which has been running all the time and has values of before. */
    @Test
    void aServerThatIsUsedAgainDoesNotServeWhatItHadBefore() {
        moveTo(other);
        awaitUseOf(other);
        writeAll(1);
        awaitNothingPending();
        backToTheFirstRedis();
        assertHasOldValues(redis);
        awaitUseOf(redis);
        instances.showsWhatTheDatabaseHas(products);
    }

    /** The old primary keeps its connections, and answers writes with READONLY. */
    @Test
    void instancesLeaveAServerThatBecameAReplica() {
        assertThat(redis.ask("REPLICAOF 127.0.0.1 " + other.port())).startsWith("+OK");
        proxies().forEach(proxy -> proxy.redirectTo(other.port()));
        awaitUseOf(other);
        writeAll(1);
        soonShowsWhatTheDatabaseHas();
    }

    /** One instance has moved to another server; the first one still answers, and the other instance is still connected to it. */
    @Test
    void allInstancesMoveToTheSameServer() {
        instances.proxy(0).redirectTo(other.port());
        instances.proxy(1).redirectTo(other.port());
        instances.proxy(0).closeConnections();
        awaitUseOf(other);
        writeAll(1);
        soonShowsWhatTheDatabaseHas();
    }

    @Test
    void aServerThatRefusesWritesIsNotUsed() {
        assertThat(redis.ask("CONFIG SET min-replicas-to-write 1")).startsWith("+OK");
        try {
            awaitUp(0);
            writeAll(1);
            instances.showsWhatTheDatabaseHas(products);
        } finally {
            redis.ask("CONFIG SET min-replicas-to-write 0");
        }
        awaitUp(2);
        instances.showsWhatTheDatabaseHas(products);
    }

    /** Its disk refuses a snapshot, so it answers writes with MISCONF: the file's name belongs to a folder. */
    @Test
    void aServerThatCannotStoreItsSnapshotIsUsedAgainOnceItCan() throws IOException {
        Path snapshot = redis.data().resolve("dump.rdb");
        Files.deleteIfExists(snapshot);
        Files.createFile(Files.createDirectory(snapshot).resolve("file"));
        try {
            assertThat(redis.ask("CONFIG SET stop-writes-on-bgsave-error yes")).startsWith("+OK");
            assertThat(redis.ask("CONFIG SET save \"3600 1\"")).startsWith("+OK");
            redis.ask("BGSAVE");
            await().atMost(SOON).until(() -> redis.ask("DEL user:{none}").startsWith("-MISCONF"));
            awaitUp(0);
            writeAll(1);
            instances.showsWhatTheDatabaseHas(products);
        } finally {
            Files.deleteIfExists(snapshot.resolve("file"));
            Files.deleteIfExists(snapshot);
            redis.ask("BGSAVE");
        }
        awaitUp(2);
        redis.ask("CONFIG SET save \"\"");
        instances.showsWhatTheDatabaseHas(products);
        writeAll(2);
        soonShowsWhatTheDatabaseHas();
    }

    /** The server refuses every connection with NOAUTH until its password is the one of the settings again: none. */
    @Test
    void aServerWithAnotherPasswordIsUsedOnceThePasswordIsRight() {
        assertThat(redis.ask("CONFIG SET requirepass other\r\nCLIENT KILL TYPE normal SKIPME yes\r\nCLIENT KILL TYPE pubsub"))
                .startsWith("+OK");
        try {
            awaitUp(0);
            writeAll(1);
            instances.showsWhatTheDatabaseHas(products);
        } finally {
            redis.ask("AUTH other\r\nCONFIG SET requirepass \"\"");
        }
        awaitUp(2);
        instances.showsWhatTheDatabaseHas(products);
    }

    /** A read for which Redis is too slow leaves no value there: then with others. */
    private void newProductsInRedis() {
        await().atMost(SOON).untilAsserted(() -> {
            products = instances.products(PRODUCTS);
            instances.showsWhatTheDatabaseHas(products);
            assertHasOldValues(redis);
        });
    }

    /** An invalidation that is still pending would be sent again later, and hide a fault. */
    private void awaitNothingPending() {
        await().atMost(SOON)
                .until(() -> instances.jdbc().sql("SELECT count(*) FROM cache_invalidations").query(Integer.class).single() == 0);
    }

    private void soonShowsWhatTheDatabaseHas() {
        await().atMost(BEFORE_IT_EXPIRES).untilAsserted(() -> instances.showsWhatTheDatabaseHas(products));
    }

    private void moveTo(RedisProcess server) {
        proxies().forEach(proxy -> proxy.redirectTo(server.port()));
        proxies().forEach(NetworkProxy::closeConnections);
    }

    private void awaitUseOf(RedisProcess server) {
        await().atMost(SOON).until(() -> clientsOf(server) >= 4); // two of each instance
        awaitUp(2);
    }

    private Stream<NetworkProxy> proxies() {
        return Stream.of(instances.proxy(0), instances.proxy(1));
    }

    private void awaitUp(int count) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> instances.up() == count);
    }

    private void writeAll(int number) {
        IntStream.range(0, PRODUCTS).forEach(product -> write(product % 2, product, number));
    }

    private void write(int instance, int product, int number) {
        products.client(instance).write(products.id(product), number);
    }

    private void assertHasOldValues(RedisProcess server) {
        assertThat(IntStream.range(0, PRODUCTS).mapToObj(product -> server.ask("GET product:{" + products.id(product) + "}:2")))
                .as("values in Redis").allMatch(value -> value.contains("number 0"));
    }

    /** The server whose values are used. */
    private String server() {
        return instances.jdbc().sql("SELECT server FROM cache_generation").query(String.class).single();
    }

    private String replicationId() {
        return redis.ask("INFO replication").lines().filter(line -> line.startsWith("master_replid:")).findFirst().orElseThrow()
                .substring("master_replid:".length()).strip();
    }

    private static long clientsOf(RedisProcess server) {
        return server.ask("CLIENT LIST").lines().filter(client -> client.contains("name=tenfold")).count();
    }

    private static Path lastOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".incr.aof")).max(Path::compareTo).orElseThrow();
        }
    }
}
