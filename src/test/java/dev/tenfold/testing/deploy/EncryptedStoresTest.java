package dev.tenfold.testing.deploy;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.TenfoldTest;
import dev.tenfold.testing.services.TestCertificate;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The service with a PostgreSQL and a Redis that encrypt, by the settings of docs/security.md. Their certificate is for {@code localhost},
 * and only the service's settings trust it.
 */
@Proof
@TenfoldTest(properties = {"spring.data.redis.ssl.bundle=stores", "spring.data.redis.ssl.enabled=true", "tenfold.outbox.stream=encrypted"})
@DirtiesContext
class EncryptedStoresTest {

    private static final EmbeddedServices SERVICES = EmbeddedServices.start(Durability.DISCARDABLE);
    private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");
    private static final Path FOLDER = folder();
    private static final int TLS_PORT = FreePort.find();

    private final JdbcClient jdbc;
    private final ApiClient admin;

    EncryptedStoresTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.admin = new ApiClient(port).as(new TestUsers(jdbc).admin().token());
    }

    @DynamicPropertySource
    static void stores(DynamicPropertyRegistry registry) {
        encryptPostgres();
        encryptRedis();
        Map<String, Object> plain = SERVICES.addresses().properties();
        plain.forEach((name, value) -> registry.add(name, () -> value));
        registry.add("spring.datasource.url", () -> url(FOLDER.resolve("server.crt")));
        registry.add("spring.ssl.bundle.pem.stores.truststore.certificate", () -> FOLDER.resolve("server.crt").toUri());
        registry.add("spring.data.redis.url", () -> "rediss://localhost:" + TLS_PORT);
        registry.add("tenfold.redis.events-url", () -> "rediss://localhost:" + TLS_PORT + "/1");
    }

    @AfterAll
    static void stop() {
        SERVICES.close();
    }

    @Test
    void everyConnectionOfTheServiceIsEncrypted() {
        String product = new TestProducts(admin).product(5);
        admin.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
        await().until(() -> jdbc.sql("SELECT count(*) FROM outbox WHERE told_at IS NULL").query(Integer.class).single() == 0);
        assertThat(jdbc.sql("""
                SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'tenfold'
                """).query(Boolean.class).list()).hasSizeGreaterThan(1).containsOnly(true);
        try (var client = RedisClient.create(RedisURI.create(SERVICES.addresses().redis().uri())); var plain = client.connect()) {
            assertThat(plain.sync().clientList().lines().filter(line -> line.contains("name=tenfold")))
                    .as("connections to the cache and to the events").hasSizeGreaterThan(1)
                    .allMatch(line -> line.contains(":" + TLS_PORT + " "));
            plain.sync().select(1);
            assertThat(plain.sync().xlen("{encrypted}")).as("events arrive").isPositive();
        }
    }

    /** As in the network of an attacker: the name is right, and the certificate is another one for it. */
    @Test
    void aCertificateThatIsNotTrustedIsRefused() throws IOException {
        Path other = Files.writeString(FOLDER.resolve(UUID.randomUUID() + ".crt"), TestCertificate.of("localhost").pem());
        var postgres = SERVICES.addresses().postgres();
        assertThatThrownBy(() -> DriverManager.getConnection(url(other), postgres.username(), postgres.password()))
                .hasMessageContaining("SSL");
    }

    private static String url(Path trusted) {
        return SERVICES.addresses().postgres().jdbcUrl().replace("127.0.0.1", "localhost") + "?sslmode=verify-full&sslrootcert=" + trusted;
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("tenfold-encrypted-");
            Files.writeString(folder.resolve("server.crt"), CERTIFICATE.pem());
            Files.setPosixFilePermissions(Files.writeString(folder.resolve("server.key"), CERTIFICATE.keyPem()),
                    PosixFilePermissions.fromString("rw-------"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void encryptPostgres() {
        JdbcClient superuser = SERVICES.addresses().postgres().client();
        superuser.sql("ALTER SYSTEM SET ssl_cert_file = '%s'".formatted(FOLDER.resolve("server.crt"))).update();
        superuser.sql("ALTER SYSTEM SET ssl_key_file = '%s'".formatted(FOLDER.resolve("server.key"))).update();
        superuser.sql("ALTER SYSTEM SET ssl = on").update();
        superuser.sql("SELECT pg_reload_conf()").query(Boolean.class).single();
        await().until(() -> superuser.sql("SHOW ssl").query(String.class).single().equals("on"));
    }

    private static void encryptRedis() {
        try (var client = RedisClient.create(RedisURI.create(SERVICES.addresses().redis().uri())); var plain = client.connect()) {
            plain.sync().configSet(Map.of("tls-cert-file", FOLDER.resolve("server.crt").toString(), "tls-key-file",
                    FOLDER.resolve("server.key").toString(), "tls-ca-cert-file", FOLDER.resolve("server.crt").toString(),
                    "tls-auth-clients", "no", "tls-port", Integer.toString(TLS_PORT)));
        }
    }
}
