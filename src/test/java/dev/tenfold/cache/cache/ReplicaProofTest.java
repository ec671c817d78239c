package dev.tenfold.cache.cache;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.client.TestUsers.Member;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.PostgresProcess;
import dev.tenfold.testing.services.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two processes of the service that read from a real streaming replica, which is behind by different times. */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicaProofTest {

    private static final Logger log = LoggerFactory.getLogger(ReplicaProofTest.class);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration WRITES_REMEMBERED = Duration.ofSeconds(11);
    private static final Duration STEP = Duration.ofSeconds(10);
    /** The last one is more than the service allows: the replica is left alone. */
    private static final List<String> DELAYS = List.of("0", "300ms", "2s", "0", "4s", "8s");
    private static final double INVALIDATION_BOUND_MILLIS = 3_500; // less than the 4 s by which an old value of the replica would be late; the real time is logged
    private static final String ORDERS = "/api/v1/orders";
    private static final int SAME_READS = 1_500;
    private static final int READERS = 4;

    private final EmbeddedServices servers = EmbeddedServices.start(Durability.CRASH_SAFE);
    private final PostgresProcess replica = servers.postgres().launchReplica();
    private final TwoInstances instances = new TwoInstances(servers, Map.of("tenfold.replica.url", replica.address().jdbcUrl()));
    private final TestUsers users = new TestUsers(instances.jdbc());
    private final List<ApiClient> clients =
            IntStream.range(0, 2).mapToObj(number -> new ApiClient(instances.instance(number).port())).toList();
    private final Member admin = users.admin();
    private final String product = new TestProducts(clients.getFirst().as(admin.token())).product(1_000_000);

    @AfterAll
    void close() {
        instances.close();
        replica.close();
    }

    @BeforeEach
    void theReplicaIsUsed() {
        delayReplay("0");
        await().atMost(SOON).until(() -> usable() == 2);
    }

    @Test
    void nobodyReadsAnOlderValueThanHisOwnAndNoOldValueIsCached() {
        NumberedProducts products = instances.products(20);
        var journal = new ReadWriteJournal(products.size());
        Reads before = reads();
        try (var traffic = new ReadersAndWriters(products, journal).readers(4).writers(2, Duration.ofMillis(50));
                var buyers = new OrderReaders(clients, admin, product, users.users(6))) {
            for (String delay : DELAYS) {
                delayReplay(delay);
                Reads start = reads();
                await().pollDelay(STEP).atMost(SOON).until(() -> true);
                log.info("The replica is {} behind: {}", delay, reads().since(start));
            }
            traffic.stop();
            buyers.stop();
            log.info("Orders: {} own reads after {} own writes and {} of an admin, {} of them stale; products: {} stale at the instance of "
                    + "the writer, {}", buyers.reads(), buyers.writes(), buyers.changesByAdmin(), buyers.wrongCount(),
                    journal.isRight() ? 0 : "some", journal.staleness());
            Reads all = reads().since(before);
            log.info("All: {}", all);
            assertThat(buyers.wrongs()).as("stale reads of orders").isEmpty();
            journal.nothingIsWrong();
            instances.showsWhatTheDatabaseHas(products);
            assertThat(journal.worstStalenessMillis()).as("ms for which a cached value was older than a write at the other instance")
                    .isLessThan(INVALIDATION_BOUND_MILLIS);
            assertThat(all.replica()).as("reads on the replica").isPositive();
            assertThat(all.behind()).as("reads that the replica could not serve yet").isPositive();
            assertThat(all.unusable()).as("reads while it was left alone").isPositive();
            assertThat(buyers.changesByAdmin()).isPositive();
            Results.write("replica-reads", ReplicaProofTest.class,
                    Map.ofEntries(Map.entry("own reads of orders", buyers.reads()), Map.entry("writes of orders", buyers.writes()),
                            Map.entry("changes of orders by an admin", buyers.changesByAdmin()),
                            Map.entry("own reads that were too old", 0), Map.entry("reads on the replica", all.replica()),
                            Map.entry("share of reads on the replica %", Math.round(all.percentOnReplica())),
                            Map.entry("reads on the primary, because the replica was behind", all.behind()),
                            Map.entry("reads on the primary, because the replica was left alone", all.unusable()),
                            Map.entry("product reads checked", journal.reads()),
                            Map.entry("worst staleness of a cached value at the other instance ms",
                                    Math.round(journal.worstStalenessMillis()))));
        }
    }

    @Test
    void aReportThatIsRequestedRightAfterAnOrderHasIt() {
        Member buyer = users.user();
        delayReplay("2s");
        var onReplica = JdbcClient.create(replica.address().database());
        var whileLate = new AtomicInteger();
        await().atMost(SOON).until(() -> { // the replica may not have read its new setting yet
            Instant start = Instant.now();
            String id = place(buyer, 0);
            ApiClient reader = clients.getLast().as(admin.token());
            String job = reader.post("/api/v1/reports/orders", "{\"from\": \"%s\", \"to\": \"%s\"}".formatted(start.minusSeconds(1),
                    start.plus(SOON))).is(202).location();
            boolean isLate = usable() == 2 && onReplica.sql("SELECT count(*) FROM orders WHERE id = :id").param("id", UUID.fromString(id))
                    .query(Integer.class).single() == 0;
            await().atMost(SOON).until(() -> reader.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
            assertThat(reader.get(job + "/result").is(200).text()).as("the report, requested after the order").contains(id);
            return (isLate ? whileLate.incrementAndGet() : whileLate.get()) == 5;
        });
    }

    @Test
    void readersDoNotNoticeThatTheReplicaIsKilledAndItIsUsedAgain() {
        List<Member> readers = buyersOfLongAgo();
        long failed = readAll(readers, 200);
        Reads before = reads();
        var killed = Thread.startVirtualThread(replica::kill);
        failed += readAll(readers, SAME_READS);
        await().atMost(SOON).until(() -> !killed.isAlive() && usable() == 0);
        failed += readAll(readers, 200);
        log.info("The replica was killed: {}", reads().since(before));
        replica.start();
        await().atMost(SOON).until(() -> usable() == 2);
        Reads back = reads();
        failed += readAll(readers, 200);
        log.info("The replica is back: {}", reads().since(back));
        assertThat(failed).as("failed reads").isZero();
        assertThat(reads().since(back).replica()).isPositive();
    }

    @Test
    void aReplicaThatIsTooFarBehindIsLeftAlone() {
        List<Member> readers = buyersOfLongAgo();
        delayReplay("1min");
        instances.products(1); // something to be replayed
        await().atMost(SOON).until(() -> usable() == 0);
        Reads before = reads();
        assertThat(readAll(readers, 200)).isZero();
        assertThat(reads().since(before).replica()).isZero();
        delayReplay("0");
        await().atMost(SOON).until(() -> usable() == 2);
        assertThat(readAll(readers, 200)).isZero();
        assertThat(reads().since(before).replica()).isPositive();
    }

    /** A user's position of a write is only in Redis: without it, nobody knows what was written at the other instance. */
    @Test
    void withoutRedisOrdersAreReadFromThePrimary() {
        Member buyer = users.user();
        servers.redis().pause();
        try {
            await().atMost(SOON).until(() -> instances.up() == 0);
            delayReplay("2s");
            Reads before = reads();
            String id = place(buyer, 0);
            clients.getLast().as(buyer.token()).get(ORDERS + "/" + id).is(200);
            assertThat(reads().since(before).replica()).isZero();
        } finally {
            servers.redis().resume();
        }
        await().atMost(SOON).until(() -> instances.up() == 2);
    }

    /** The other one still trusts Redis, which does not know of these writes. */
    @Test
    void anInstanceThatAloneCannotReachRedisTellsTheOtherThroughThePrimary() {
        Member buyer = buyersOfLongAgo().getFirst();
        String id = place(buyer, 1);
        delayReplay("4s");
        instances.proxy(0).cut();
        try {
            await().atMost(SOON).until(() -> instances.up() == 1);
            for (int i = 0; i < 5; i++) {
                clients.getFirst().as(buyer.token()).newKey().post(ORDERS + "/" + id + "/cancel", "").is(200);
                assertThat(clients.getLast().as(buyer.token()).get(ORDERS + "/" + id).is(200).json().path("status").asString())
                        .isEqualTo("cancelled");
                id = place(buyer, 0);
                assertThat(clients.getLast().as(buyer.token()).get(ORDERS + "?limit=1").is(200).json().at("/data/0/id").asString())
                        .isEqualTo(id);
            }
            assertThat(instances.metric("tenfold_replica_unshared_writes")).isEqualTo(2);
        } finally {
            instances.proxy(0).repair();
        }
        await().atMost(SOON).until(() -> instances.up() == 2);
        assertThat(instances.metric("tenfold_replica_writes_not_shared_total")).isZero();
    }

    /** Writes of the last seconds without Redis are not in it when it is back. */
    @Test
    void afterALongTimeWithoutRedisOrdersAreReadFromThePrimaryForAWhile() {
        Member buyer = users.user();
        String id;
        servers.redis().pause();
        try {
            await().atMost(SOON).until(() -> instances.up() == 0);
            clients.getLast().as(buyer.token()).get(ORDERS).is(200);
            long away = System.nanoTime();
            await().atMost(SOON).until(() -> System.nanoTime() - away > WRITES_REMEMBERED.toNanos());
            delayReplay("4s");
            id = place(buyer, 0);
        } finally {
            servers.redis().resume();
        }
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> instances.up() == 2);
        Reads before = reads();
        clients.getLast().as(buyer.token()).get(ORDERS + "/" + id).is(200);
        assertThat(reads().since(before).replica()).isZero();
    }

    @Test
    void theSameReadsCostThePrimaryLess() {
        List<Member> readers = buyersOfLongAgo();
        readAll(readers, SAME_READS);
        Duration start = primaryCpu();
        Reads before = reads();
        readAll(readers, SAME_READS);
        Duration with = primaryCpu().minus(start);
        Reads served = reads().since(before);
        replica.stop();
        await().atMost(SOON).until(() -> usable() == 0);
        readAll(readers, SAME_READS);
        start = primaryCpu();
        readAll(readers, SAME_READS);
        Duration without = primaryCpu().minus(start);
        replica.start();
        log.info("CPU of the primary for {} lists of orders: {} ms with the replica, {} ms without; {}", SAME_READS, with.toMillis(),
                without.toMillis(), served);
        assertThat(with).isLessThan(without);
        Results.write("replica-cpu", ReplicaProofTest.class, Map.of("lists of orders", SAME_READS,
                "CPU ms of the primary with a replica, reads only", with.toMillis(), "CPU ms of the primary without, reads only",
                without.toMillis()));
    }

    /** Users with orders, whose last write is so long ago that its position is forgotten. */
    private List<Member> buyersOfLongAgo() {
        List<Member> buyers = users.users(READERS);
        buyers.forEach(buyer -> IntStream.range(0, 20).forEach(_ -> place(buyer, 0)));
        await().atMost(SOON).until(() -> Stream.of(servers.redis().ask("KEYS wrote:*").split("wrote:", -1)).count() == 1);
        await().atMost(SOON).until(() -> {
            Reads before = reads();
            readAll(buyers, 2 * READERS); // each of them at both instances
            return reads().since(before).replica() == 2 * READERS;
        });
        return buyers;
    }

    private String place(Member buyer, int instance) {
        return clients.get(instance).as(buyer.token()).newKey().post(ORDERS, TestProducts.cart(product, 1)).is(201).json().path("id")
                .asString();
    }

    /** How many of the reads fail. */
    private long readAll(List<Member> readers, int count) {
        return IntStream.range(0, count).parallel()
                .filter(read -> clients.get(read % 2).as(readers.get(read / 2 % readers.size()).token()).impatient()
                        .get(ORDERS + "?limit=20").status() != 200)
                .count();
    }

    /** Reads that could have gone to the replica, at both instances. */
    record Reads(long replica, long behind, long unusable, long retried) {

        Reads since(Reads before) {
            return new Reads(replica - before.replica, behind - before.behind, unusable - before.unusable, retried - before.retried);
        }

        @Override
        public String toString() {
            return "%d of %d reads on the replica (%.0f %%), %d on the primary because it was behind, %d because it was left alone, %d after a failure"
                    .formatted(replica, all(), percentOnReplica(), behind, unusable, retried);
        }

        private long all() {
            return replica + behind + unusable + retried;
        }

        double percentOnReplica() {
            return all() == 0 ? 0 : 100.0 * replica / all();
        }
    }

    private Reads reads() {
        return new Reads(outcome("replica"), outcome("behind"), outcome("unusable"), outcome("retried"));
    }

    private long outcome(String outcome) {
        return instances.metric("tenfold_replica_reads_total", "outcome=\"" + outcome + "\"");
    }

    private long usable() {
        return instances.metric("tenfold_replica_usable");
    }

    private Duration primaryCpu() {
        ProcessHandle server = ProcessHandle.of(servers.postgres().pid()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO)).reduce(Duration.ZERO, Duration::plus);
    }

    private void delayReplay(String delay) {
        var onReplica = JdbcClient.create(replica.address().database());
        onReplica.sql("ALTER SYSTEM SET recovery_min_apply_delay = '" + delay + "'").update();
        onReplica.sql("SELECT pg_reload_conf()").query(Boolean.class).single();
    }
}
