package dev.tenfold.security.token;

import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two million expired refresh tokens, as a service has that was never purged: each run of the purge advances, and no statement takes a
 * second (a fifth of the service's limit: a longer one would fail), although no vacuum removes the deleted rows in between.
 */
@Proof
@TenfoldTest(properties = {"tenfold.auth.purge-interval=1h",
    "spring.datasource.hikari.data-source-properties.options=-c statement_timeout=1000 -c lock_timeout=2000"})
@DirtiesContext
class TokenPurgeProofTest {

    private static final Logger LOG = LoggerFactory.getLogger(TokenPurgeProofTest.class);
    private static final Services OWN = SeparateDatabase.create();
    private static final int SIGN_INS = Proof.FULL ? 250_000 : 50_000;
    private static final int EXPIRED_EACH = 8;
    private static final int VALID = SIGN_INS / 5;

    private final JdbcClient jdbc;
    private final TokenPurge purge;
    private final MeterRegistry metrics;

    TokenPurgeProofTest(@Autowired JdbcClient jdbc, @Autowired TokenPurge purge, @Autowired MeterRegistry metrics) {
        this.metrics = metrics;
        this.jdbc = jdbc;
        this.purge = purge;
    }

    @DynamicPropertySource
    static void own(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @Test
    void theBacklogIsDeletedInShortStatements() {
        fill();
        List<Integer> left = new ArrayList<>(List.of(SIGN_INS * EXPIRED_EACH + VALID));
        long longestNanos = 0;
        while (left.getLast() > VALID) {
            long start = System.nanoTime();
            purge.purge();
            longestNanos = Math.max(longestNanos, System.nanoTime() - start);
            left.add(count("refresh_tokens"));
            assertThat(left.getLast()).as("each run advances").isLessThan(left.get(left.size() - 2));
        }
        LOG.info("Tokens left after each run: {}; the longest run took {} ms", left, longestNanos / 1_000_000);
        assertThat(count("refresh_tokens")).isEqualTo(VALID);
        assertThat(purged("token")).isEqualTo(SIGN_INS * EXPIRED_EACH);
        assertThat(purged("family")).isEqualTo(SIGN_INS - VALID);
        assertThat(metrics.get("tenfold.token.purge.lag").timeGauge().value()).as("seconds").isLessThan(60);
        assertThat(count("token_families")).as("families with valid tokens").isEqualTo(VALID);
    }

    /** By a connection of its own, without the limit of a statement. */
    private static void fill() {
        Map<String, Object> at = OWN.properties();
        var filler = JdbcClient.create(new DriverManagerDataSource(String.valueOf(at.get("spring.datasource.url")),
                String.valueOf(at.get("spring.datasource.username")), String.valueOf(at.get("spring.datasource.password"))));
        UUID user = filler
                .sql("INSERT INTO users (name, email, email_key, password_hash) VALUES ('Ada', 'a@b.test', 'a@b.test', '-') RETURNING id")
                .query(UUID.class).single();
        filler.sql("""
                INSERT INTO token_families (id, user_id, token_epoch, created_at)
                SELECT uuidv7(), :user, 1, now() - interval '80 days' FROM generate_series(1, :families)
                """).param("user", user).param("families", SIGN_INS).update();
        filler.sql("""
                INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                SELECT sha256((id::text || n)::bytea), id, now() - interval '80 days', now() - n * interval '5 days' - random() * interval '5 days'
                  FROM token_families, generate_series(1, :each) AS n
                """).param("each", EXPIRED_EACH).update();
        filler.sql("""
                INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                SELECT sha256((id::text || 'valid')::bytea), id, now(), now() + interval '30 days' FROM token_families LIMIT :valid
                """).param("valid", VALID).update();
        filler.sql("ANALYZE refresh_tokens").update();
        for (String table : List.of("refresh_tokens", "token_families")) {
            filler.sql("ALTER TABLE %s SET (autovacuum_enabled = false)".formatted(table)).update();
        }
    }

    private double purged(String kind) {
        return metrics.get("tenfold.token.purged").tag("kind", kind).counter().count();
    }

    private int count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
    }
}
