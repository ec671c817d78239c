package dev.tenfold.shop.user;

import dev.tenfold.security.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Users as the recipients of mails, and which e-mails are verified. */
@Repository
class MailRecipientRepository {

    private static final String COLUMNS =
            "id, name, email, email_key, token_epoch, verified_email_key IS NOT DISTINCT FROM email_key AS verified";

    private final JdbcClient jdbc;

    MailRecipientRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Marks the user's e-mail as verified. Returns false if the user has another e-mail by now. */
    boolean verify(UserId id, String emailKey, Instant now) {
        return jdbc.sql("""
                UPDATE users
                   SET verified_email_key = email_key, updated_at = :now
                 WHERE id = :id AND email_key = :emailKey
                """).param("id", id.value()).param("emailKey", emailKey).param("now", utc(now)).update() == 1;
    }

    Optional<MailRecipient> find(UserId id) {
        return jdbc.sql("SELECT %s FROM users WHERE id = :id AND deleted_at IS NULL".formatted(COLUMNS)).param("id", id.value())
                .query(MailRecipientRepository::recipient).optional();
    }

    /** Like {@link #find}, with the row locked until the transaction ends. Others can still refer to the user. */
    Optional<MailRecipient> lock(UserId id) {
        return jdbc.sql("SELECT %s FROM users WHERE id = :id AND deleted_at IS NULL FOR NO KEY UPDATE".formatted(COLUMNS))
                .param("id", id.value()).query(MailRecipientRepository::recipient).optional();
    }

    Optional<MailRecipient> findByEmail(String emailKey) {
        return jdbc.sql("SELECT %s FROM users WHERE email_key = :emailKey COLLATE \"C\"".formatted(COLUMNS)).param("emailKey", emailKey)
                .query(MailRecipientRepository::recipient).optional();
    }

    private static MailRecipient recipient(ResultSet row, int number) throws SQLException {
        return new MailRecipient(new UserId(row.getObject("id", UUID.class)), row.getString("name"), row.getString("email"),
                row.getString("email_key"), row.getInt("token_epoch"), row.getBoolean("verified"));
    }
}
