package dev.tenfold.benchmark.measure;

import dev.tenfold.testing.services.Postgres;

/** A shop to measure: products whose ids count up, so that a load generator can walk them. */
public final class Shop {

    private static final String ID = "00000000-0000-7000-8000-%012d";
    private static final String PRODUCT = "/api/v1/products/";

    public static final int PRODUCTS = 100_000;
    public static final String HOT = product(42);
    public static final String ME = "/api/v1/users/me";
    public static final String EACH_IN_TURN = PRODUCT + ID;
    /** One product by its id, as the service reads it. */
    public static final String PGBENCH_SELECT = """
            \\set n random(1, %d)
            SELECT id, sku, name, description, category, price_amount, price_currency, version, created_at, updated_at
              FROM products WHERE id = ('00000000-0000-7000-8000-' || lpad(:n::text, 12, '0'))::uuid AND deleted_at IS NULL;
            """.formatted(PRODUCTS);

    private static final int SLICE = 10_000;

    private Shop() {}

    /** Fills a database that the service has migrated. */
    public static void fill(Postgres postgres) {
        var jdbc = postgres.client();
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
    }

    public static String id(int number) {
        return ID.formatted(number);
    }

    public static String product(int number) {
        return PRODUCT + id(number);
    }
}
