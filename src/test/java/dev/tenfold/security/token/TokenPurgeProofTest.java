package dev.tenfold.security.token;

import dev.tenfold.testing.evidence.Results;
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
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 400,000 expired refresh tokens, {@code -Dtenfold.proof=full}: ten million, as a service has that was never purged. Each run of the purge
 * advances, and no statement takes a second (a fifth of the service's limit: a longer one would fail), although no vacuum removes the
 * deleted rows in between.
 */
@Proof
@TenfoldTest(properties = {"tenfold.auth.purge-interval=1h",
    "spring.datasource.hikari.data-source-properties.options=-c statement_timeout=1000 -c lock_timeout=2000"})
@DirtiesContext
class TokenPurgeProofTest {

    private static final Logger LOG = LoggerFactory.getLogger(TokenPurgeProofTest.class);
    private static final Services OWN = SeparateDatabase.create();
    private static final int SIGN_INS = Proof.FULL ? 1_250_000 : 50_000;
    private static final int EXPIRED_EACH = 8;
    private static final int VALID = SIGN_INS / 5;

    /** A connection of its own, without the limit of a statement. */
    private static final JdbcClient FILLER = OWN.postgres().client();

    private final TokenPurge purge;
    private final MeterRegistry metrics;

    TokenPurgeProofTest(@Autowired TokenPurge purge, @Autowired MeterRegistry metrics) {
        this.metrics = metrics;
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
        Results.write("token-purge", TokenPurgeProofTest.class, Map.of("expired tokens", SIGN_INS * EXPIRED_EACH, "ms of the longest run",
                longestNanos / 1_000_000));
    }

    /** The indexes are built afterwards: to add each of ten million rows to them takes ten minutes. */
    private static void fill() {
        String dropped = FILLER.sql("""
                SELECT string_agg(indexdef, ';')
                  FROM pg_indexes
                 WHERE indexname IN ('refresh_tokens_family', 'refresh_tokens_expiry')
                """).query(String.class).single();
        FILLER.sql("DROP INDEX refresh_tokens_family, refresh_tokens_expiry").update();
        FILLER.sql("ALTER TABLE refresh_tokens DROP CONSTRAINT refresh_tokens_pkey, DROP CONSTRAINT refresh_tokens_family_id_fkey")
                .update();
        UUID user = FILLER
                .sql("INSERT INTO users (name, email, email_key, password_hash) VALUES ('Ada', 'a@b.test', 'a@b.test', '-') RETURNING id")
                .query(UUID.class).single();
        FILLER.sql("""
                INSERT INTO token_families (id, user_id, token_epoch, created_at)
                SELECT uuidv7(), :user, 1, now() - interval '80 days' FROM generate_series(1, :families)
                """).param("user", user).param("families", SIGN_INS).update();
        FILLER.sql("""
                INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                SELECT sha256((id::text || n)::bytea), id, now() - interval '80 days', now() - n * interval '5 days' - random() * interval '5 days'
                  FROM token_families, generate_series(1, :each) AS n
                """).param("each", EXPIRED_EACH).update();
        FILLER.sql("""
                INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                SELECT sha256((id::text || 'valid')::bytea), id, now(), now() + interval '30 days' FROM token_families LIMIT :valid
                """).param("valid", VALID).update();
        FILLER.sql(dropped).update();
        FILLER.sql("""
                ALTER TABLE refresh_tokens
                  ADD PRIMARY KEY (token_hash),
                  ADD FOREIGN KEY (family_id) REFERENCES token_families ON DELETE CASCADE
                """).update();
        FILLER.sql("ANALYZE refresh_tokens").update();
        for (String table : List.of("refresh_tokens", "token_families")) {
            FILLER.sql("ALTER TABLE %s SET (autovacuum_enabled = false)".formatted(table)).update();
        }
    }

    private double purged(String kind) {
        return metrics.get("tenfold.token.purged").tag("kind", kind).counter().count();
    }

    private int count(String table) {
        return FILLER.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
    }
}
