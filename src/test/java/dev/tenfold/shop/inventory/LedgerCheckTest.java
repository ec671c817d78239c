package dev.tenfold.shop.inventory;

import dev.tenfold.shop.inventory.LedgerRepository.CompleteCheck;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The check of the ledger, which runs here only when the test calls it. */
@TenfoldTest(properties = {"tenfold.inventory.check-interval=10h", "tenfold.inventory.recount-interval=20d"})
@DirtiesContext
class LedgerCheckTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final Duration A_DAY = Duration.ofDays(1);

    private final TestProducts products;
    private final JdbcClient jdbc;
    private final LedgerCheck check;
    private final LedgerRepository ledger;
    private final MeterRegistry metrics;
    private final TransactionTemplate own;

    LedgerCheckTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired LedgerCheck check, @Autowired LedgerRepository ledger,
            @Autowired MeterRegistry metrics, @Autowired PlatformTransactionManager manager) {
        this.products = new TestProducts(new ApiClient(port).as(new TestUsers(jdbc).admin().token()));
        this.jdbc = jdbc;
        this.check = check;
        this.ledger = ledger;
        this.metrics = metrics;
        this.own = new TransactionTemplate(manager);
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @AfterEach
    void nothingHasDrifted() {
        assertThat(drift()).isZero();
    }

    @Test
    void onlyNewMovementsAreRead() {
        UUID product = product(10);
        assertThat(drift()).isZero();
        move(product, 5);
        LedgerSum sum = ledger.addUp(null, 100, 200, A_DAY).stream().filter(it -> it.product().equals(product)).findFirst().orElseThrow();
        assertThat(sum.isRecount()).isFalse();
        assertThat(sum.balance()).isEqualTo(15);
        jdbc.sql("UPDATE stock_movements SET delta = 9 WHERE product_id = :id AND delta = 10").param("id", product).update();
        assertThat(drift()).as("an old movement is not read before the next recount").isZero();
        jdbc.sql("UPDATE stock_movements SET delta = 10 WHERE product_id = :id AND delta = 9").param("id", product).update();
    }

    @Test
    void driftIsFoundAndEndsWhenItIsCorrected() {
        UUID product = product(10);
        assertThat(drift()).isZero();
        jdbc.sql("UPDATE inventory SET on_hand = on_hand + 1 WHERE product_id = :id").param("id", product).update();
        assertThat(drift()).isOne();
        assertThat(drift()).isOne();
        jdbc.sql("UPDATE inventory SET on_hand = on_hand - 1 WHERE product_id = :id").param("id", product).update();
        assertThat(drift()).isZero();
    }

    @Test
    void anOlderCheckDoesNotReplaceTheResultOfANewerOne() {
        assertThat(drift()).isZero();
        Instant began = Objects.requireNonNull(ledger.lastComplete().began());
        ledger.complete(7, began.minusSeconds(1));
        assertThat(ledger.lastComplete()).isEqualTo(new CompleteCheck(0, began));
    }

    @Test
    void noTimeIsShownBeforeTheFirstCompleteCheck() {
        assertThat(drift()).isZero();
        assertThat(metrics.get("tenfold.inventory.check.completed").gauge().value()).isPositive();
        jdbc.sql("UPDATE inventory_checks SET completed_at = '-infinity'").update();
        check.check(); // not due
        assertThat(metrics.get("tenfold.inventory.check.completed").gauge().value()).isNaN();
    }

    @Test
    void aChangedOldMovementIsFoundByTheRecount() {
        UUID product = product(10);
        move(product, 1);
        assertThat(drift()).isZero();
        jdbc.sql("UPDATE stock_movements SET delta = 11 WHERE product_id = :id AND delta = 10").param("id", product).update();
        recount();
        assertThat(drift()).isOne();
        jdbc.sql("UPDATE stock_movements SET delta = 10 WHERE product_id = :id AND delta = 11").param("id", product).update();
        assertThat(drift()).as("a sum that does not match is always counted again").isZero();
    }

    @Test
    void productsAndMovementsThatDoNotFitInOneStatementAreRead() {
        List<UUID> several = IntStream.range(0, 3).mapToObj(_ -> product(0)).toList();
        jdbc.sql("""
                INSERT INTO products (id, sku, name, description, category, price_amount, price_currency, created_at, updated_at)
                SELECT uuidv7(), 'LEDGER-' || number, 'Tea', '', 'tea', 1, 'USD', now(), now() FROM generate_series(1, 350) AS number
                """).update();
        jdbc.sql("INSERT INTO inventory (product_id, on_hand) SELECT id, 3 FROM products WHERE sku LIKE 'LEDGER-%'").update();
        jdbc.sql("""
                INSERT INTO stock_movements (product_id, delta, kind, created_at)
                SELECT product_id, 3, 'initial', now() FROM inventory JOIN products ON id = product_id WHERE sku LIKE 'LEDGER-%'
                """).update();
        insertMovements(several.getFirst(), 45_000);
        insertMovements(several.getLast(), 200); // exactly as many as are read of each product
        assertThat(drift()).isZero();
        jdbc.sql(
                "UPDATE inventory SET on_hand = on_hand + 1 WHERE product_id = ANY (ARRAY (SELECT id FROM products WHERE sku IN ('LEDGER-1', 'LEDGER-350')))")
                .update();
        jdbc.sql("UPDATE inventory SET on_hand = on_hand + 1 WHERE product_id = :id").param("id", several.getFirst()).update();
        assertThat(drift()).isEqualTo(3);
        jdbc.sql(
                "UPDATE inventory SET on_hand = on_hand - 1 WHERE product_id = ANY (ARRAY (SELECT id FROM products WHERE sku IN ('LEDGER-1', 'LEDGER-350')))")
                .update();
        jdbc.sql("UPDATE inventory SET on_hand = on_hand - 1 WHERE product_id = :id").param("id", several.getFirst()).update();
    }

    /** Ids come from a sequence, so a transaction that began earlier may commit later, with a lower id. */
    @Test
    void aMovementThatIsCommittedAfterOneWithAHigherIdIsNotMissed() {
        UUID slow = product(10);
        UUID fast = product(10);
        assertThat(drift()).isZero();
        own.executeWithoutResult(_ -> {
            move(slow, 1);
            Concurrently.run(1, _ -> move(fast, 1));
            Concurrently.run(1, _ -> drift()).forEach(drifted -> assertThat(drifted).isZero());
        });
        assertThat(drift()).isZero();
        recount();
        assertThat(drift()).isZero();
        assertThat(storedBalance(slow)).isEqualTo(11);
    }

    @Test
    void whileManyChangeTheStockNoCheckSeesDriftAndEverySumIsRight() {
        List<UUID> hot = IntStream.range(0, 3).mapToObj(_ -> product(1_000_000)).toList();
        var running = new AtomicInteger(6);
        Concurrently.run(8, number -> {
            if (number < 6) {
                for (int i = 0; i < 150; i++) {
                    UUID product = hot.get(ThreadLocalRandom.current().nextInt(3));
                    own.executeWithoutResult(status -> {
                        move(product, ThreadLocalRandom.current().nextInt(1, 10));
                        if (ThreadLocalRandom.current().nextInt(10) == 0) {
                            status.setRollbackOnly();
                        }
                    });
                }
                running.decrementAndGet();
            } else {
                while (running.get() > 0) {
                    assertThat(drift()).isZero();
                }
            }
            return number;
        });
        assertThat(drift()).isZero();
        hot.forEach(product -> assertThat(storedBalance(product)).isEqualTo(
                jdbc.sql("SELECT sum(delta) FROM stock_movements WHERE product_id = :id").param("id", product).query(Long.class).single()));
    }

    @Test
    void aCheckThatFailsIsNotComplete() {
        assertThat(drift()).isZero();
        double before = metrics.get("tenfold.inventory.check.completed").gauge().value();
        assertThat(before).isCloseTo((double) Instant.now().getEpochSecond(), within(60.0));
        jdbc.sql("ALTER TABLE ledger_balances RENAME TO ledger_balances_away").update();
        try {
            assertThatThrownBy(this::drift).isInstanceOf(DataAccessException.class);
            assertThat(metrics.get("tenfold.inventory.check.completed").gauge().value()).isEqualTo(before);
        } finally {
            jdbc.sql("ALTER TABLE ledger_balances_away RENAME TO ledger_balances").update();
        }
        assertThat(drift()).isZero();
        assertThat(metrics.get("tenfold.inventory.check.completed").gauge().value()).isGreaterThan(before);
    }

    @Test
    void oneInstanceChecksAtATime() {
        jdbc.sql("UPDATE inventory_checks SET checked_at = '-infinity'").update();
        assertThat(Concurrently.run(8, _ -> ledger.claimCheck(Duration.ofMinutes(1)).isPresent())).containsOnlyOnce(true);
        OffsetDateTime claimed = jdbc.sql("SELECT checked_at FROM inventory_checks").query(OffsetDateTime.class).single();
        ledger.renewClaim();
        assertThat(jdbc.sql("SELECT checked_at FROM inventory_checks").query(OffsetDateTime.class).single()).isAfter(claimed);
    }

    /** Runs a check now. Returns how many products have drifted. */
    private double drift() {
        jdbc.sql("UPDATE inventory_checks SET checked_at = '-infinity'").update();
        check.check();
        return metrics.get("tenfold.inventory.drift.products").gauge().value();
    }

    private void recount() {
        jdbc.sql("UPDATE ledger_balances SET counted_at = '-infinity'").update();
    }

    private UUID product(long stock) {
        return UUID.fromString(products.product(stock));
    }

    /** Changes the stock as the service does: the ledger's row is written while the product's row is locked. */
    private int move(UUID product, int delta) {
        return jdbc.sql("""
                WITH changed AS (UPDATE inventory SET on_hand = on_hand + :delta WHERE product_id = :id RETURNING product_id)
                INSERT INTO stock_movements (product_id, delta, kind, created_at) SELECT product_id, :delta, 'adjustment', now() FROM changed
                """).param("delta", delta).param("id", product).update();
    }

    private void insertMovements(UUID product, int count) {
        jdbc.sql(
                "INSERT INTO stock_movements (product_id, delta, kind, created_at) SELECT :id, 1, 'adjustment', now() FROM generate_series(1, :count)")
                .param("id", product).param("count", count).update();
        jdbc.sql("UPDATE inventory SET on_hand = on_hand + :count WHERE product_id = :id").param("id", product).param("count", count)
                .update();
    }

    private long storedBalance(UUID product) {
        return jdbc.sql("SELECT balance FROM ledger_balances WHERE product_id = :id").param("id", product).query(Long.class).single();
    }
}
