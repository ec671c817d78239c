package dev.tenfold.shop.inventory;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** A product with a long history: 2 million movements, {@code -Dtenfold.proof=full}: 20 million, about a year of a busy shop. */
@Proof
@TenfoldTest(properties = {"tenfold.inventory.check-interval=10h", "tenfold.inventory.recount-interval=20d"})
@DirtiesContext
class LedgerProofTest {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerProofTest.class);
    private static final Map<String, Object> FIGURES = new TreeMap<>();
    private static final Services OWN = SeparateDatabase.create();
    private static final int MOVEMENTS = Proof.FULL ? 20_000_000 : 2_000_000;
    private static final int CHUNK = 1_000_000;

    private final TestProducts products;
    private final JdbcClient jdbc;
    private final LedgerCheck check;
    private final MeterRegistry metrics;

    LedgerProofTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired LedgerCheck check, @Autowired MeterRegistry metrics) {
        this.products = new TestProducts(new ApiClient(port).as(new TestUsers(jdbc).admin().token()));
        this.jdbc = jdbc;
        this.check = check;
        this.metrics = metrics;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @Test
    void aLongHistoryIsCheckedInSmallStatementsAndDriftIsFound() throws SQLException {
        UUID product = UUID.fromString(products.product(7));
        insertMovements(product);
        assertThat(checked("all movements")).isZero();
        assertThat(checked("nothing new")).isZero();

        jdbc.sql("UPDATE inventory SET on_hand = on_hand + 1 WHERE product_id = :id").param("id", product).update();
        assertThat(checked("a wrong stock, so all movements again")).isOne();
        jdbc.sql("UPDATE inventory SET on_hand = on_hand - 1 WHERE product_id = :id").param("id", product).update();
        assertThat(checked("the stock is right again")).isZero();

        jdbc.sql("UPDATE stock_movements SET delta = 9 WHERE product_id = :id AND delta = 7").param("id", product).update();
        jdbc.sql("UPDATE ledger_balances SET counted_at = '-infinity'").update();
        assertThat(checked("an old movement was changed, the next recount")).isOne();
    }

    /** Half of them take a piece and half give one back. Without the triggers of the foreign keys, which would take most of the time. */
    private void insertMovements(UUID product) throws SQLException {
        try (Connection connection = OWN.postgres().database().getConnection(); var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            for (int done = 0; done < MOVEMENTS; done += CHUNK) {
                statement.execute("""
                        INSERT INTO stock_movements (product_id, delta, kind, created_at)
                        SELECT '%s', CASE number %% 2 WHEN 0 THEN 1 ELSE -1 END, 'adjustment', now() FROM generate_series(1, %d) AS number
                        """.formatted(product, CHUNK));
            }
            statement.execute("ANALYZE stock_movements");
        }
    }

    /** Runs a check now. Returns how many products have drifted. */
    private double checked(String what) {
        jdbc.sql("UPDATE inventory_checks SET checked_at = '-infinity', completed_at = '-infinity'").update();
        long start = System.nanoTime();
        check.check();
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        LOG.info("Check with {} movements of a product, {}: {} ms", MOVEMENTS, what, took);
        assertThat(jdbc.sql("SELECT completed_at > '-infinity' FROM inventory_checks").query(Boolean.class).single()).isTrue();
        FIGURES.put("ms of a check, " + what, took);
        FIGURES.put("movements of a product", MOVEMENTS);
        Results.write("ledger-check", LedgerProofTest.class, FIGURES);
        return metrics.get("tenfold.inventory.drift.products").gauge().value();
    }
}
