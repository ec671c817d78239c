package dev.tenfold.shop.productimport;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.NetworkProxy;
import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The network breaks while PostgreSQL commits an import: the service cannot know whether there is a job. */
@TenfoldTest
@DirtiesContext
class LostAnswerTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final NetworkProxy NETWORK = new NetworkProxy(port(OWN.postgres().jdbcUrl()));

    @LocalServerPort
    private int port;

    private final JdbcClient direct = OWN.postgres().client();

    @DynamicPropertySource
    static void behindTheProxy(DynamicPropertyRegistry registry) {
        Postgres postgres = OWN.postgres();
        String url = postgres.jdbcUrl().replaceFirst("//[^/]+/", "//127.0.0.1:" + NETWORK.port() + "/");
        new Services(new Postgres(url, postgres.username(), postgres.password()), OWN.redis()).addTo(registry);
    }

    @AfterAll
    static void close() {
        NETWORK.close();
    }

    @Test
    void theFileStaysWhereTheAnswerToTheCommitIsLost() {
        ApiClient admin = new ApiClient(port).as(new TestUsers(direct).admin().token());
        // the commit takes a second, and PostgreSQL does not see that its client has gone
        direct.sql("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(1); RETURN NULL; END$$").update();
        direct.sql("""
                CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON product_imports DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION slow()
                """).update();
        String sku = "SKU-" + UUID.randomUUID();
        var upload = CompletableFuture.supplyAsync(() -> admin.impatient().with("Content-Type", "text/csv").post("/api/v1/products/import",
                "sku,name,category,price_amount,price_currency\n" + sku + ",Tea,tea,1,USD\n"), Thread::startVirtualThread);
        await().until(() -> direct.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'").query(Integer.class)
                .single() == 1);
        NETWORK.closeConnections();
        upload.join().isProblem(503, "dependency_unavailable");
        await().atMost(java.time.Duration.ofSeconds(60)).until(() -> direct.sql("SELECT status FROM jobs WHERE kind = 'product_import'")
                .query(String.class).list(), java.util.List.of("succeeded")::equals);
        assertThat(direct.sql("SELECT count(*) FROM products WHERE sku = :sku").param("sku", sku).query(Integer.class).single()).isOne();
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }
}
