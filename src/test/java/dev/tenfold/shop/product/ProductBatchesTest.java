package dev.tenfold.shop.product;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.product.ProductBatches.BatchResult;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.services.LockWaiters;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Many products in one transaction: what is written, and what happens beside other transactions. */
@TenfoldTest
class ProductBatchesTest {

    @Autowired
    private ProductBatches products;
    @Autowired
    private ProductRepository repository;
    @Autowired
    private Transactions transactions;
    @Autowired
    private JdbcClient jdbc;

    private final String stem = "Batch-" + UUID.randomUUID();

    @Test
    void aProductThatStaysAsItIsIsOnlyRead() {
        assertThat(counts(put(row(1, "Assam")))).isEqualTo("1 added, 0 changed, 0 unchanged");
        String before = rowVersion();
        assertThat(counts(put(row(1, "Assam")))).isEqualTo("0 added, 0 changed, 1 unchanged");
        assertThat(rowVersion()).as("not even locked").isEqualTo(before);
        put(row(1, "Sencha"));
        assertThat(rowVersion()).isNotEqualTo(before);
    }

    /** A trigger of INSERT makes the words of the search, also for a row that ON CONFLICT then updates. */
    @Test
    void aChangeIsNoInsert() {
        put(row(1, "Assam"));
        jdbc.sql("""
                CREATE FUNCTION no_insert() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''an INSERT''; END'
                """).update();
        jdbc.sql("CREATE TRIGGER no_insert BEFORE INSERT ON products FOR EACH ROW WHEN (NEW.sku LIKE '%s%%') EXECUTE FUNCTION no_insert()"
                .formatted(stem)).update();
        try {
            assertThat(counts(put(row(1, "Sencha")))).isEqualTo("0 added, 1 changed, 0 unchanged");
        } finally {
            jdbc.sql("DROP TRIGGER no_insert ON products").update();
            jdbc.sql("DROP FUNCTION no_insert").update();
        }
        assertThat(jdbc.sql("SELECT sku FROM products WHERE sku LIKE :sku AND search_words @@ search_query('sencha')")
                .param("sku", stem + "%").query(String.class).list()).hasSize(1);
    }

    @Test
    void importsThatAddTheSameProductsAddEachOnce() {
        int imports = 6;
        int skus = 100;
        List<BatchResult> results = Concurrently.run(imports,
                number -> put(IntStream.range(0, skus).mapToObj(n -> row(n, "Tea of import " + number)).toArray(ProductRow[]::new)));
        assertThat(results.stream().mapToLong(BatchResult::added).sum()).isEqualTo(skus);
        assertThat(results.stream().mapToLong(BatchResult::changed).sum()).isEqualTo((imports - 1L) * skus);
        assertThat(results).allSatisfy(result -> assertThat(result.incomplete()).isEmpty());
        assertThat(jdbc.sql("SELECT count(*) FROM products WHERE sku LIKE :sku AND version = :version").param("sku", stem + "%")
                .param("version", imports).query(Integer.class).single()).isEqualTo(skus);
        assertThat(jdbc.sql("""
                SELECT count(*) FROM products JOIN inventory ON product_id = id JOIN stock_movements USING (product_id)
                 WHERE sku LIKE :sku AND on_hand = 3 AND delta = 3
                """).param("sku", stem + "%").query(Integer.class).single()).as("stock is opened once").isEqualTo(skus);
        assertThat(jdbc.sql("SELECT count(*) FROM outbox JOIN products ON aggregate_id = products.id WHERE sku LIKE :sku")
                .param("sku", stem + "%").query(Integer.class).single()).as("events of products and stock").isEqualTo((imports + 1) * skus);
    }

    @Test
    void aRowWaitsForAnotherTransactionThatAddsItsProduct() {
        CompletableFuture<BatchResult> other = transactions.run(() -> {
            products.put(List.of(row(1, "Assam")));
            return started(row(1, "Sencha"));
        });
        assertThat(counts(other.join())).isEqualTo("0 added, 1 changed, 0 unchanged");
        assertThat(stored().name()).isEqualTo("Sencha");
    }

    @Test
    void aChangeOfOneValueKeepsTheOthersThatAnotherTransactionChanges() {
        put(row(1, "Assam"));
        CompletableFuture<BatchResult> other = transactions.run(() -> {
            rename("Sencha");
            return started(new ProductRow(stem + "-1", null, null, null, null, price(500), null));
        });
        assertThat(counts(other.join())).isEqualTo("0 added, 1 changed, 0 unchanged");
        assertThat(stored()).satisfies(product -> {
            assertThat(product.name()).isEqualTo("Sencha");
            assertThat(product.price().amount()).isEqualTo(500);
            assertThat(product.version()).isEqualTo(3);
        });
    }

    /** The row differs from the product in its price. When the other transaction has ended, its name differs too. */
    @Test
    void aRowIsComparedWithWhatAnotherTransactionHasWritten() {
        put(row(1, "Assam"));
        CompletableFuture<BatchResult> other = transactions.run(() -> {
            rename("Sencha");
            return started(new ProductRow(stem + "-1", "Assam", "", "tea", null, price(500), null));
        });
        assertThat(counts(other.join())).isEqualTo("0 added, 1 changed, 0 unchanged");
        assertThat(stored().name()).isEqualTo("Assam");
        assertThat(stored().price().amount()).isEqualTo(500);
    }

    @Test
    void theSameChangeByAnotherTransactionLeavesNothingToChange() {
        put(row(1, "Assam"));
        CompletableFuture<BatchResult> other = transactions.run(() -> {
            rename("Sencha");
            return started(row(1, "Sencha"));
        });
        assertThat(counts(other.join())).isEqualTo("0 added, 0 changed, 1 unchanged");
        assertThat(stored().version()).isEqualTo(2);
    }

    /** The trigger for the words of the search is one of changes of texts. */
    @Test
    void onlyAChangeOfATextMakesItsWordsAgain() {
        put(row(1, "Assam"));
        jdbc.sql("""
                CREATE FUNCTION no_texts() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''texts''; END'
                """).update();
        jdbc.sql("""
                CREATE TRIGGER no_texts BEFORE UPDATE OF name, description ON products FOR EACH ROW WHEN (NEW.sku LIKE '%s%%')
                EXECUTE FUNCTION no_texts()
                """.formatted(stem)).update();
        try {
            assertThat(counts(put(new ProductRow(stem + "-1", "Assam", "", "black", null, price(500), null))))
                    .isEqualTo("0 added, 1 changed, 0 unchanged");
        } finally {
            jdbc.sql("DROP TRIGGER no_texts ON products").update();
            jdbc.sql("DROP FUNCTION no_texts").update();
        }
        assertThat(stored().category()).isEqualTo("black");
    }

    @Test
    void aProductThatIsDeletedMeanwhileIsAddedAnew() {
        put(row(1, "Assam"));
        CompletableFuture<BatchResult> other = transactions.run(() -> {
            repository.delete(stored().id(), stored().updatedAt());
            return started(row(1, "Sencha"));
        });
        assertThat(counts(other.join())).isEqualTo("1 added, 0 changed, 0 unchanged");
        assertThat(stored().name()).isEqualTo("Sencha");
    }

    @Test
    void aProductThatGetsAnotherSkuMeanwhileStaysAndTheRowIsAddedAnew() {
        put(row(1, "Assam"));
        CompletableFuture<BatchResult> other = transactions.run(() -> {
            repository.update(stored().id(), new ProductDetails(stem + "-2", "Assam", "", "tea", stored().price()), stored().updatedAt());
            return started(row(1, "Sencha"));
        });
        assertThat(counts(other.join())).isEqualTo("1 added, 0 changed, 0 unchanged");
        assertThat(stored().name()).isEqualTo("Sencha");
        assertThat(jdbc.sql("SELECT name FROM products WHERE sku = :sku").param("sku", stem + "-2").query(String.class).single())
                .isEqualTo("Assam");
    }

    private void rename(String name) {
        repository.update(stored().id(), new ProductDetails(stem + "-1", name, "", "tea", stored().price()), stored().updatedAt());
    }

    /** Begins to put a row in another transaction, and waits until that waits for this one. */
    private CompletableFuture<BatchResult> started(ProductRow row) {
        var thread = Executors.newSingleThreadExecutor();
        try {
            return CompletableFuture.supplyAsync(() -> put(row), thread);
        } finally {
            LockWaiters.awaitOne(jdbc);
            thread.shutdown();
        }
    }

    private BatchResult put(ProductRow... rows) {
        return transactions.run(() -> products.put(List.of(rows)));
    }

    private ProductRow row(int number, String name) {
        return new ProductRow(stem + "-" + number, name, "", "tea", null, price(300), 3L);
    }

    private static PriceRequest price(long amount) {
        return new PriceRequest(amount, "USD");
    }

    private static String counts(BatchResult result) {
        return "%d added, %d changed, %d unchanged".formatted(result.added(), result.changed(), result.unchanged());
    }

    private Product stored() {
        return jdbc.sql("SELECT " + ProductRepository.COLUMNS + " FROM products AS product WHERE sku = :sku AND deleted_at IS NULL")
                .param("sku", stem + "-1").query(ProductRepository::product).single();
    }

    /** Where the row is, and the transaction that has locked or replaced it. */
    private String rowVersion() {
        return jdbc.sql("SELECT ctid || ' ' || xmin || ' ' || xmax FROM products WHERE sku = :sku").param("sku", stem + "-1")
                .query(String.class).single();
    }
}
