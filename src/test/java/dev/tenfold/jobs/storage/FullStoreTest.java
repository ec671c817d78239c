package dev.tenfold.jobs.storage;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.SmallDisk;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a client sees while the disk of the file store is full. */
@TenfoldTest
@DirtiesContext
@EnabledIf("dev.tenfold.testing.services.SmallDisk#isPossible")
class FullStoreTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final SmallDisk DISK = SmallDisk.mount("256k");

    private final ApiClient admin;
    private final JdbcClient jdbc;

    FullStoreTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.admin = new TestAccounts(new ApiClient(port)).admin();
        this.jdbc = jdbc;
    }

    @DynamicPropertySource
    static void own(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
        registry.add("tenfold.storage.folder", DISK::folder);
    }

    @AfterAll
    static void unmount() {
        DISK.close();
    }

    @Test
    void anImportIsRefusedWith503UntilThereIsSpaceAgain() throws IOException {
        var other = DISK.folder().resolve("other");
        Files.write(other, new byte[250 * 1024]);
        ApiResponse refused = upload();
        refused.isProblem(503, "storage_full");
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        assertThat(jdbc.sql("SELECT count(*) FROM jobs WHERE kind = 'product_import'").query(Integer.class).single()).isZero();
        try (var files = Files.list(DISK.folder())) {
            assertThat(files).containsExactly(other);
        }
        Files.delete(other);
        String job = upload().is(202).location();
        await().atMost(Duration.ofSeconds(60)).until(() -> admin.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
    }

    private ApiResponse upload() {
        String rows = "sku,name,category,price_amount,price_currency\n" + "a,Tea,tea,1,USD\n".repeat(4_000);
        return admin.impatient().with("Content-Type", "text/csv").post("/api/v1/products/import", rows);
    }
}
