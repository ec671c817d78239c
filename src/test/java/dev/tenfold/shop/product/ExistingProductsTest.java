package dev.tenfold.shop.product;

import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.SeparateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** V32 to V36, and V43, with the products of the release before, whose instances go on meanwhile and after it. */
class ExistingProductsTest {

    private static final String BEFORE = "31";
    private static final String AFTER = "36";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MANY = 5_000;
    /** As the release before writes them. */
    private static final String OLD_INSERT = """
            INSERT INTO products AS product (sku, name, description, category, price_amount, price_currency, created_at, updated_at)
            VALUES (:sku, :name, '', 'tea', 1, 'USD', now(), now())
            """;
    private static final String OLD_IMPORT = OLD_INSERT + """
                ON CONFLICT (sku) WHERE deleted_at IS NULL DO UPDATE SET name = excluded.name, version = product.version + 1
            RETURNING new.version
            """;

    private static final String OLD_SEARCH = """
            SELECT sku FROM products AS product WHERE product.search @@ websearch_to_tsquery('english', :q) AND deleted_at IS NULL
            """;

    private final Postgres postgres = SeparateDatabase.create().postgres();
    private final JdbcClient jdbc = postgres.client();

    @BeforeEach
    void theSchemaOfTheReleaseBefore() {
        migrate(BEFORE);
    }

    @Test
    void skusThatDifferOnlyInCaseStayValid() {
        add("abc-1", "First");
        add("ABC-1", "Second");
        add("Abc-1", "Third");
        add("XYZ-1", "Other");
        migrate(AFTER);
        assertThat(jdbc.sql("SELECT sku_key FROM products ORDER BY id").query(String.class).list()).satisfiesExactly(
                first -> assertThat(first).isEqualTo("abc-1"), second -> assertThat(second).startsWith("abc-1\n"),
                third -> assertThat(third).startsWith("abc-1\n"), other -> assertThat(other).isEqualTo("xyz-1"));
        assertThat(jdbc.sql("SELECT sku FROM products WHERE deleted_at IS NULL AND sku_key LIKE E'%\\n%' ORDER BY id").query(String.class)
                .list())
                .as("how operators find them").containsExactly("ABC-1", "Abc-1");
        assertThatThrownBy(() -> add("aBC-1", "Fourth")).isInstanceOf(DuplicateKeyException.class);
    }

    /** The release before writes while the index of keys is created, and knows nothing of it. */
    @Test
    void skusThatDifferOnlyInCaseMayBeAddedUntilTheIndexIsThere() {
        migrate("32");
        add("abc-1", "First");
        add("ABC-1", "Second");
        migrate("33");
        assertThat(missing()).as("V34 sets their keys").isEqualTo(2);
        migrate(AFTER);
        assertThat(missing()).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM products WHERE sku_key = 'abc-1'").query(Integer.class).single()).isOne();
    }

    /** As logical replication and pg_restore write rows. */
    @Test
    void theColumnsAreSetWithoutASearchPath() {
        migrate(AFTER);
        jdbc.sql("""
                DO $$
                BEGIN
                    PERFORM set_config('search_path', '', true);
                    INSERT INTO public.products (sku, name, category, price_amount, price_currency) VALUES ('A-1', 'Earl Grey', 'tea', 1, 'USD');
                END
                $$
                """).update();
        assertThat(missing()).isZero();
        assertThat(found("earl gr")).containsExactly("A-1");
    }

    /** What the index is asked for must find all that the query finds. */
    @ParameterizedTest
    @ValueSource(strings = {"earl or green te", "\"earl\"or te", "\"earl\"OR te"})
    void theIndexIsAskedForBothSidesOfOr(String q) {
        migrate(AFTER);
        assertThat(jdbc.sql("SELECT search_key(:q) = search_query(:q)").param("q", q).query(Boolean.class).single()).isTrue();
    }

    @Test
    void existingProductsAreFoundInTheNewWay() {
        add("A-1", "Cafe\u0301 crème");
        add("A-2", "龙井绿茶礼盒");
        add("A-3", "Earl Grey");
        migrate(AFTER);
        assertThat(found("cafe ")).containsExactly("A-1");
        assertThat(found("绿茶")).containsExactly("A-2");
        assertThat(found("earl gr")).containsExactly("A-3");
    }

    @Test
    void theReleaseBeforeGoesOn() {
        migrate(AFTER);
        add("Tea-1", "Green tea");
        assertThatThrownBy(() -> add("TEA-1", "Black tea")).isInstanceOf(DuplicateKeyException.class);
        assertThat(jdbc.sql(OLD_IMPORT).param("sku", "Tea-1").param("name", "Café").query(Long.class).single()).isEqualTo(2);
        assertThat(jdbc.sql("SELECT sku FROM products WHERE search @@ websearch_to_tsquery('english', 'café')").query(String.class).list())
                .as("its search").containsExactly("Tea-1");
        assertThat(found("cafe ")).as("the new search of its product").containsExactly("Tea-1");
        jdbc.sql("UPDATE products SET sku = 'Tea-2', name = 'Lady Grey', description = '', category = 'tea' WHERE sku = 'Tea-1'").update();
        assertThat(jdbc.sql("SELECT sku_key FROM products").query(String.class).list()).containsExactly("tea-2");
        assertThat(found("lady gr")).containsExactly("Tea-2");
        add("TEA-1", "The SKU is free again");
        jdbc.sql("UPDATE products SET deleted_at = now()").update();
        add("tea-2", "So are those of deleted products");
    }

    /** V43 takes the column and the index that the release before searches by. */
    @Test
    void theReleaseBeforeSearchesByTheNewWords() {
        add("Tea-1", "Green teas");
        migrate("42");
        String file = file();
        migrate("43");
        assertThat(file()).as("the table is not written anew").isEqualTo(file);
        add("Tea-2", "Café green");
        assertThat(jdbc.sql(OLD_IMPORT).param("sku", "Tea-1").param("name", "Green tea").query(Long.class).single()).isEqualTo(2);
        assertThat(jdbc.sql(OLD_SEARCH).param("q", "green").query(String.class).list()).containsExactlyInAnyOrder("Tea-1", "Tea-2");
        assertThat(jdbc.sql(OLD_SEARCH).param("q", "cafe").query(String.class).list()).containsExactly("Tea-2");
        assertThat(jdbc.sql(OLD_SEARCH).param("q", "tea -green").query(String.class).list()).isEmpty();
        fill();
        jdbc.sql("ANALYZE products").update();
        assertThat(jdbc.sql("EXPLAIN " + OLD_SEARCH).param("q", "7").query(String.class).list()).as("by the index")
                .anyMatch(line -> line.contains("products_by_search_words"));
    }

    private String file() {
        return jdbc.sql("SELECT pg_relation_filenode('products')::text").query(String.class).single();
    }

    @Test
    void aLockedProductDelaysNoOther() throws SQLException {
        fill();
        migrate("33");
        try (Connection other = postgres.database().getConnection(); var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM products WHERE sku = 'SKU-7' FOR UPDATE");
            CompletableFuture<Void> migration = CompletableFuture.runAsync(() -> migrate(AFTER), Thread::startVirtualThread);
            await().atMost(SOON).until(() -> missing() == 1);
            assertThat(migration).as("it comes back to the locked one").isNotDone();
            statement.execute("UPDATE products SET name = 'Café' WHERE sku = 'SKU-7'");
            other.commit();
            assertThat(migration).succeedsWithin(SOON);
        }
        assertThat(missing()).isZero();
        assertThat(found("cafe ")).containsExactly("SKU-7");
    }

    @Test
    void productsThatAreWrittenMeanwhileAreComplete() {
        fill();
        var written = new AtomicInteger();
        CompletableFuture<Void> migration = CompletableFuture.runAsync(() -> migrate(AFTER), Thread::startVirtualThread);
        for (int n = 0; !migration.isDone(); n++) {
            jdbc.sql(OLD_IMPORT).param("sku", "SKU-" + n % (2 * MANY)).param("name", "Written " + n).query(Long.class).single();
            written.incrementAndGet();
        }
        assertThat(migration).succeedsWithin(SOON);
        assertThat(written).hasPositiveValue();
        assertThat(missing()).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM products WHERE search_words <> search_document(name, sku, description)").query(Long.class)
                .single()).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM products WHERE sku_key <> lower(sku)").query(Long.class).single()).isZero();
    }

    private void fill() {
        jdbc.sql("""
                INSERT INTO products (sku, name, description, category, price_amount, price_currency)
                SELECT 'SKU-' || n, 'Tea ' || n, 'A tea.', 'tea', 1, 'USD' FROM generate_series(1, :many) AS n
                """).param("many", MANY).update();
    }

    private void add(String sku, String name) {
        jdbc.sql(OLD_INSERT).param("sku", sku).param("name", name).update();
    }

    private List<String> found(String q) {
        return jdbc.sql("SELECT sku FROM products WHERE search_words @@ search_query(:q) AND deleted_at IS NULL").param("q", q)
                .query(String.class).list();
    }

    private long missing() {
        return jdbc.sql("SELECT count(*) FROM products WHERE sku_key IS NULL OR search_words IS NULL").query(Long.class).single();
    }

    private void migrate(String version) {
        var configuration = Flyway.configure().dataSource(postgres.jdbcUrl(), postgres.username(), postgres.password())
                .locations("classpath:db/migration").target(version);
        configuration.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        configuration.load().migrate();
    }
}
