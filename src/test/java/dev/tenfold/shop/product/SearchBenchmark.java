package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Paging;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long searches of each kind take among 1,000,000 products: seven minutes, so no build runs it. The words have frequencies as in real
 * texts (Zipf): the first is in nearly all products, the last in about twenty.
 */
@Isolated
class SearchBenchmark {

    private static final int PRODUCTS = Integer.getInteger("products", 1_000_000);
    private static final int WORDS = 50_000;
    private static final int SEARCHES = 200; // of each kind
    private static final int DEAREST = 50_000;
    /** Word number n, of 3 to 9 letters. */
    private static final String WORD = "substr(translate(md5(%1$s::text), '0123456789', 'aeioulnrst'), 1, 3 + (%1$s) %% 7)";
    private static final String ZIPF = "(exp(random() * ln(%d))::integer)";

    private final Random random = new Random(7);

    @Test
    void searches() {
        try (var services = EmbeddedServices.start(Durability.DISCARDABLE)) {
            Postgres postgres = services.postgres().address();
            migrate(postgres);
            postgres.client().sql("ALTER SYSTEM SET shared_buffers = '4GB'").update(); // a server for a million products has them in memory
            services.postgres().stop();
            services.postgres().start();
            fill(postgres);
            try (SingleConnectionDataSource connection = postgres.connection()) {
                measure(JdbcClient.create(connection),
                        new ProductListRepository(JdbcClient.create(connection), new JdbcTemplate(connection)));
            }
        }
    }

    private void measure(JdbcClient jdbc, ProductListRepository products) {
        List<String> words =
                jdbc.sql("SELECT " + WORD.formatted("n") + " FROM generate_series(1, " + WORDS + ") AS n").query(String.class).list();
        List<String> names = jdbc.sql("SELECT name FROM products TABLESAMPLE system (1) LIMIT 20000").query(String.class).list();
        List<String> han = names.stream().filter(name -> name.codePointAt(0) > 0x4E00).toList();
        Map<String, Supplier<String>> kinds = new LinkedHashMap<>();
        kinds.put("a common word", () -> words.get(between(1, 50)) + " ");
        kinds.put("a usual word", () -> words.get(between(100, 2_000)) + " ");
        kinds.put("a rare word", () -> words.get(between(5_000, WORDS - 1)) + " ");
        kinds.put("no product has it", () -> "zz" + words.get(between(1, WORDS - 1)) + "zz ");
        kinds.put("two words of a name", () -> words(any(names), 2) + " ");
        kinds.put("a common and a rare word", () -> words.get(between(1, 50)) + " " + words.get(between(5_000, WORDS - 1)) + " ");
        kinds.put("the first 1 to 4 letters", () -> beginning(words(any(names), 1), between(1, 4)));
        kinds.put("a word and 2 letters", () -> {
            String[] two = words(any(names), 2).split(" ", -1);
            return two[0] + " " + beginning(two[two.length - 1], 2);
        });
        kinds.put("a word without its accent", () -> any(List.of("cafe ", "creme ", "cafe cr", "the vert")));
        kinds.put("two letters of Han", () -> part(any(han), 2));
        kinds.put("four letters of Han", () -> part(any(han), 4));
        System.out.printf("%-28s %8s %8s %8s %8s%n", "ms", "p50", "p99", "longest", "rows");
        Map<String, Object> figures = new LinkedHashMap<>(Map.of("products", PRODUCTS, "searches of each kind", SEARCHES));
        kinds.forEach((kind, q) -> {
            IntStream.range(0, 20).forEach(_ -> run(products, q.get())); // reads the pages into memory
            List<Double> times = new ArrayList<>();
            long rows = 0;
            for (int n = 0; n < SEARCHES; n++) {
                String text = q.get();
                long start = System.nanoTime();
                rows += run(products, text);
                times.add((System.nanoTime() - start) / 1e6);
                if (times.getLast() > 50) {
                    System.out.printf("    %.0f ms: %s%n", times.getLast(), text);
                }
            }
            Collections.sort(times);
            System.out.printf(Locale.ROOT, "%-28s %8.1f %8.1f %8.1f %8d%n", kind, times.get(SEARCHES / 2),
                    times.get(SEARCHES * 99 / 100 - 1),
                    times.getLast(), rows);
            figures.put("ms of " + kind + ", p50", times.get(SEARCHES / 2));
            figures.put("ms of " + kind + ", p99", times.get(SEARCHES * 99 / 100 - 1));
            assertThat(rows).as(kind).isGreaterThan(kind.startsWith("no ") || kind.endsWith("rare word") ? -1 : 0);
        });
        Results.write("search", "mvn test -Dtest=SearchBenchmark", figures);
    }

    /** A third of the searches is in a category, and a third has prices. All orders are used. */
    private int run(ProductListRepository products, String q) {
        String category = random.nextInt(3) == 0 ? "category-" + random.nextInt(50) : null;
        Long price = random.nextInt(3) == 0 ? (long) random.nextInt(DEAREST / 2) : null;
        String sort = List.of("-created_at", "price", "-price", "name").get(random.nextInt(4));
        var filter = new ProductFilter(category, q, price, price == null ? null : price + DEAREST / 3, null, sort);
        var query = new PageQuery("", filter, new Paging(null, null, null), null);
        return products.list(List.of(query)).get(query).size();
    }

    private int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static String words(String name, int count) {
        String[] words = name.split(" ", -1);
        return String.join(" ", List.of(words).subList(0, Math.min(count, words.length)));
    }

    private static String beginning(String word, int letters) {
        return word.substring(0, Math.min(letters, word.length()));
    }

    private String part(String name, int letters) {
        int start = random.nextInt(Math.max(1, name.indexOf(' ') - letters));
        return name.substring(start, start + letters);
    }

    private static void migrate(Postgres postgres) {
        var configuration = Flyway.configure().dataSource(postgres.jdbcUrl(), postgres.username(), postgres.password())
                .locations("classpath:db/migration");
        configuration.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        configuration.load().migrate();
    }

    /** Two at a time, and the indexes afterwards: the fastest on two cores. */
    private static void fill(Postgres postgres) {
        long start = System.nanoTime();
        JdbcClient jdbc = postgres.client();
        List<String> indexes = jdbc.sql("SELECT indexdef FROM pg_indexes WHERE tablename = 'products' AND indexdef NOT LIKE '%UNIQUE%'")
                .query(String.class).list();
        jdbc.sql("SELECT indexname FROM pg_indexes WHERE tablename = 'products' AND indexdef NOT LIKE '%UNIQUE%'").query(String.class)
                .list()
                .forEach(name -> jdbc.sql("DROP INDEX " + name).update());
        IntStream.range(0, 2).parallel().forEach(half -> postgres.client().sql(INSERT.formatted(half, PRODUCTS - 1 + half)).update());
        System.out.println("Filled after " + Duration.ofNanos(System.nanoTime() - start));
        try (SingleConnectionDataSource connection = postgres.connection()) {
            var builder = new JdbcTemplate(connection);
            builder.execute("SET maintenance_work_mem = '1GB'");
            indexes.stream().filter(index -> !index.contains("(search)")).forEach(builder::execute);
            builder.execute("VACUUM (ANALYZE) products");
        }
        System.out.println("Indexed after " + Duration.ofNanos(System.nanoTime() - start) + ", MB: " + jdbc.sql("""
                SELECT relname || ' ' || pg_relation_size(oid) / 1000000 FROM pg_class WHERE relname IN ('products', 'products_by_search_words')
                """).query(String.class).list());
    }

    private static final String ZIPF_WORD = WORD.formatted("k");
    private static final String INSERT = """
            INSERT INTO products (sku, name, description, category, price_amount, price_currency, created_at)
            SELECT 'SKU-' || n,
                   CASE WHEN n %% 20 = 0 THEN (SELECT string_agg(chr(19968 + EXPZ2000), '') FROM generate_series(1, 8 + n * 0)) || ' '
                        WHEN n %% 33 = 0 THEN 'Café crème ' WHEN n %% 34 = 0 THEN 'Thé vert ' ELSE '' END
                     || (SELECT string_agg(ZWORD, ' ') FROM (SELECT EXPZ50000 AS k FROM generate_series(1, 4 + n * 0)) AS w) || ' ' || n,
                   (SELECT string_agg(ZWORD, ' ') FROM (SELECT EXPZ50000 AS k FROM generate_series(1, 40 + n * 0)) AS w),
                   'category-' || n %% 50, (random() * 50000)::integer, 'USD', now() - random() * interval '1000 days'
              FROM generate_series(%d, %d, 2) AS n
            """.replace("ZWORD", ZIPF_WORD.replace("%", "%%")).replace("EXPZ2000", ZIPF.formatted(2000)).replace("EXPZ50000",
            ZIPF.formatted(WORDS));
}
