package dev.tenfold.shop.user;

import dev.tenfold.security.identity.Credentials;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** The password hashes of users. No method here finds deleted users. */
@Repository
class PasswordRepository {

    private final JdbcClient jdbc;

    PasswordRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<KnownPassword> passwordOf(String email) {
        return jdbc.sql("""
                SELECT id, role, token_epoch, password_hash
                  FROM users
                 WHERE email_key = :emailKey COLLATE "C"
                """).param("emailKey", EmailAddress.key(email)).query(PasswordRepository::knownPassword).optional();
    }

    Optional<KnownPassword> passwordOf(UserId id) {
        return jdbc.sql("""
                SELECT id, role, token_epoch, password_hash
                  FROM users
                 WHERE id = :id AND deleted_at IS NULL
                """).param("id", id.value()).query(PasswordRepository::knownPassword).optional();
    }

    /**
     * Sets a new password, and revokes all tokens issued so far. Returns whether there is such a user. The version stays, since nothing
     * changes that a profile shows.
     */
    boolean setPassword(UserId id, String passwordHash, Instant now) {
        return jdbc.sql("""
                UPDATE users
                   SET password_hash = :passwordHash, token_epoch = token_epoch + 1, tokens_ended_at = clock_timestamp(), updated_at = :now
                 WHERE id = :id AND deleted_at IS NULL
                """).param("passwordHash", passwordHash).param("id", id.value()).param("now", utc(now)).update() == 1;
    }

    /** Replaces a hash by another one of the same password, unless the password was changed meanwhile. */
    void replaceHash(UserId id, String old, String current) {
        jdbc.sql("UPDATE users SET password_hash = :current WHERE id = :id AND password_hash = :old").param("current", current)
                .param("id", id.value()).param("old", old).update();
    }

    /** A user's password hash, and the data for new tokens. */
    record KnownPassword(Credentials credentials, String hash) {}

    private static KnownPassword knownPassword(ResultSet row, int number) throws SQLException {
        var id = new UserId(row.getObject("id", UUID.class));
        return new KnownPassword(new Credentials(id, Role.of(row.getString("role")), row.getInt("token_epoch")),
                row.getString("password_hash"));
    }
}
