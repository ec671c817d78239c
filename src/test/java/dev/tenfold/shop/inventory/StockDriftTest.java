package dev.tenfold.shop.inventory;

import dev.tenfold.shop.checkout.AuditedTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The service's own check of the ledger, which runs every 200 ms here. */
class StockDriftTest extends AuditedTest {

    @Test
    void aWrongLedgerShowsInTheMetricsUntilItIsCorrected() {
        UUID product = UUID.fromString(products.product(7));
        untilDriftedProductsAre(0);

        jdbc.sql("UPDATE stock_movements SET delta = 8 WHERE product_id = :id").param("id", product).update();
        untilDriftedProductsAre(1);

        jdbc.sql("UPDATE stock_movements SET delta = 7 WHERE product_id = :id").param("id", product).update();
        untilDriftedProductsAre(0);
    }

    private void untilDriftedProductsAre(int count) {
        until(count + " drifted products", () -> api.get("/actuator/prometheus").is(200).text().lines()
                .anyMatch(line -> line.startsWith("tenfold_inventory_drift_products") && line.endsWith(" " + count + ".0")));
    }
}
