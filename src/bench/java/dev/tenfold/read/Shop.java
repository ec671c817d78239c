package dev.tenfold.read;

import dev.tenfold.client.Crowd;
import dev.tenfold.services.Postgres;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is read: products whose ids count up, so that a load generator can walk them, and a user who is signed in. */
final class Shop {

    static final int PRODUCTS = 100_000;
    static final String HOT = "/api/v1/products/00000000-0000-7000-8000-000000000042";
    static final String ME = "/api/v1/users/me";
    static final String EACH_IN_TURN = "/api/v1/products/00000000-0000-7000-8000-%012d";
    /** One product by its id, as the service reads it. */
    static final String PGBENCH_SELECT = """
            \\set n random(1, %d)
            SELECT id, sku, name, description, category, price_amount, price_currency, version, created_at, updated_at
              FROM products WHERE id = ('00000000-0000-7000-8000-' || lpad(:n::text, 12, '0'))::uuid AND deleted_at IS NULL;
            """.formatted(PRODUCTS);

    private static final int SLICE = 10_000;

    private final Crowd.Member user;

    /** Fills a database that the service has migrated. */
    Shop(Postgres postgres) {
        var jdbc = JdbcClient.create(new DriverManagerDataSource(postgres.jdbcUrl(), postgres.username(), postgres.password()));
        for (int first = 1; first <= PRODUCTS; first += SLICE) {
            jdbc.sql("""
                    WITH product AS (
                        INSERT INTO products (id, sku, name, category, price_amount, price_currency)
                        SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'SKU-' || n, 'Earl Grey, ' || n || ' g', 'tea', 1999, 'USD'
                          FROM generate_series(:first::int, :last::int) AS n
                        RETURNING id)
                    INSERT INTO inventory SELECT id, 1000000000 FROM product
                    """).param("first", first).param("last", first + SLICE - 1).update();
        }
        jdbc.sql("VACUUM ANALYZE").update();
        this.user = new Crowd(jdbc).user();
    }

    /** The header that signs the user in. */
    Map<String, String> signedIn() {
        return Map.of("Authorization", "Bearer " + user.token());
    }
}
