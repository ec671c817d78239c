package dev.tenfold.security.token;

import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@TenfoldTest
class TokenPurgeTest {

    private final JdbcClient jdbc;
    private final TokenPurge purge;
    private final MeterRegistry metrics;
    private final UUID user;

    TokenPurgeTest(@Autowired JdbcClient jdbc, @Autowired TokenPurge purge, @Autowired MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.purge = purge;
        this.metrics = metrics;
        String email = UUID.randomUUID() + "@tenfold.test";
        this.user = jdbc.sql("INSERT INTO users (name, email, email_key, password_hash) VALUES ('Ada', :email, :email, '-') RETURNING id")
                .param("email", email).query(UUID.class).single();
    }

    @Test
    void expiredTokensAndFamiliesWithoutTokensAreDeletedAndOthersStay() {
        UUID ended = family("-2 hours", "-3 hours", "-40 days");
        UUID running = family("-2 hours", "5 days");
        UUID justEnded = family("-30 minutes");
        await().until(() -> isGoneAfterPurge(ended)); // the schedule of another test's context may hold the lock
        assertThat(exists(running)).isTrue();
        assertThat(exists(justEnded)).as("its last access token may still be valid, and must stay revoked").isTrue();
        assertThat(tokens(running)).as("the expired one of two is gone").isOne();
        assertThat(metrics.get("tenfold.token.purge.lag").timeGauge().value()).isLessThan(60);
    }

    @Test
    void oneRunDeletesMoreThanABatch() {
        UUID family = family("5 days");
        jdbc.sql("""
                INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                SELECT sha256((:family::text || n)::bytea), :family, now() - interval '1 year', now() - interval '2 hours' - n * interval '1 second'
                  FROM generate_series(1, :rows) n
                """).param("family", family).param("rows", 2 * TokenPurge.BATCH + 1).update();
        await().until(() -> {
            purge.purge();
            return tokens(family) == 1;
        });
        assertThat(exists(family)).isTrue();
    }

    /** A family with one token for each time of expiry, counted from now. */
    private UUID family(String... expiries) {
        UUID id = jdbc.sql(
                "INSERT INTO token_families (id, user_id, token_epoch, created_at) VALUES (uuidv7(), :user, 1, now() - interval '1 year') RETURNING id")
                .param("user", user).query(UUID.class).single();
        for (String expiry : expiries) {
            jdbc.sql("""
                    INSERT INTO refresh_tokens (token_hash, family_id, created_at, expires_at)
                    VALUES (sha256(gen_random_uuid()::text::bytea), :family, now() - interval '1 year', now() + :expiry::interval)
                    """).param("family", id).param("expiry", expiry).update();
        }
        return id;
    }

    private boolean exists(UUID family) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM token_families WHERE id = :id)").param("id", family).query(Boolean.class).single();
    }

    private int tokens(UUID family) {
        return jdbc.sql("SELECT count(*) FROM refresh_tokens WHERE family_id = :id").param("id", family).query(Integer.class).single();
    }

    private boolean isGoneAfterPurge(UUID family) {
        purge.purge();
        return !exists(family);
    }
}
