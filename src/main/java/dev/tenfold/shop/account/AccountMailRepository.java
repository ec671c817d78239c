package dev.tenfold.shop.account;

import dev.tenfold.security.identity.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Mails about accounts, and the tokens in them, which are stored as hashes. */
@Repository
class AccountMailRepository {

    private final JdbcClient jdbc;

    AccountMailRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a mail to a user. */
    void add(UUID id, AccountMailKind kind, UserId user, String emailKey, @Nullable String email, Instant now) {
        jdbc.sql("""
                INSERT INTO account_mails (id, kind, user_id, email_key, email, created_at)
                VALUES (:id, :kind, :user, :emailKey, :email, :now)
                """).param("id", id).param("kind", kind.value()).param("user", user.value()).param("emailKey", emailKey)
                .param("email", email).param("now", utc(now)).update();
    }

    /** Adds a mail to the user who has an e-mail. Whether there is one is not looked up here, so it makes no difference. */
    void addByEmail(UUID id, AccountMailKind kind, String emailKey, Instant now) {
        jdbc.sql("""
                INSERT INTO account_mails (id, kind, email_key, created_at)
                VALUES (:id, :kind, :emailKey, :now)
                """).param("id", id).param("kind", kind.value()).param("emailKey", emailKey).param("now", utc(now)).update();
    }

    /** A mail that is to be sent; empty if it was dropped meanwhile. */
    Optional<PendingMail> find(UUID id) {
        return jdbc.sql("SELECT kind, user_id, email_key, email FROM account_mails WHERE id = :id").param("id", id)
                .query((row, number) -> new PendingMail(id, AccountMailKind.of(row.getString("kind")),
                        row.getObject("user_id", UUID.class), row.getString("email_key"), row.getString("email")))
                .optional();
    }

    /** Lets only one transaction at a time count the mails to an address and those of a user. */
    void lockForCounting(UserId user, String emailKey) {
        jdbc.sql("""
                SELECT pg_advisory_xact_lock(least(hashtextextended(:user, 0), hashtextextended(:emailKey, 0))),
                       pg_advisory_xact_lock(greatest(hashtextextended(:user, 0), hashtextextended(:emailKey, 0)))
                """).param("user", user.toString()).param("emailKey", emailKey).query((row, number) -> true).single();
    }

    /** How many mails with a token were sent to an address, or to any address of a user, since a moment; without the mail itself. */
    Sent sentSince(Instant moment, UUID but, UserId user, String emailKey) {
        return jdbc.sql("""
                SELECT (SELECT count(*)
                          FROM account_mails
                         WHERE email_key = :emailKey AND sent_at > :moment AND token_epoch IS NOT NULL AND id <> :but) AS to_address,
                       (SELECT count(*)
                          FROM account_mails
                         WHERE user_id = :user AND sent_at > :moment AND token_epoch IS NOT NULL AND id <> :but) AS to_user
                """).param("emailKey", emailKey).param("user", user.value()).param("moment", utc(moment)).param("but", but)
                .query((row, number) -> new Sent(row.getInt("to_address"), row.getInt("to_user"))).single();
    }

    /** Gives a mail its token just before it is sent. An earlier token of the same mail becomes invalid. */
    void setToken(UUID id, AccountMailKind kind, UserId user, int tokenEpoch, byte[] hash, Instant now) {
        jdbc.sql("""
                UPDATE account_mails
                   SET kind = :kind, user_id = :user, token_hash = :hash, token_epoch = :epoch, token_expires_at = :expires, sent_at = :now
                 WHERE id = :id
                """).param("kind", kind.value()).param("user", user.value()).param("hash", hash).param("epoch", tokenEpoch)
                .param("expires", utc(now.plus(kind.lifetime())))
                .param("now", utc(now)).param("id", id).update();
    }

    /** Whether a token is valid. */
    boolean isValid(AccountMailKind kind, byte[] hash, Instant now) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT 1
                                 FROM account_mails
                                WHERE token_hash = :hash AND kind = :kind AND token_expires_at > :now)
                """).param("hash", hash).param("kind", kind.value()).param("now", utc(now)).query(Boolean.class).single();
    }

    /**
     * Uses a token: it is valid once. The row stays, because it counts for the limits. If two calls use a token at the same time, one waits
     * for the row and then finds no token.
     */
    Optional<ConfirmedToken> use(AccountMailKind kind, byte[] hash, Instant now) {
        return jdbc.sql("""
                UPDATE account_mails
                   SET token_hash = NULL, token_expires_at = NULL
                 WHERE token_hash = :hash AND kind = :kind AND token_expires_at > :now
                RETURNING user_id, email_key, token_epoch
                """).param("hash", hash).param("kind", kind.value()).param("now", utc(now))
                .query((row, number) -> new ConfirmedToken(new UserId(row.getObject("user_id", UUID.class)), row.getString("email_key"),
                        row.getInt("token_epoch")))
                .optional();
    }

    void delete(UUID id) {
        jdbc.sql("DELETE FROM account_mails WHERE id = :id").param("id", id).update();
    }

    /** Deletes all mails to a user. */
    void deleteOf(UserId user) {
        jdbc.sql("DELETE FROM account_mails WHERE user_id = :user").param("user", user.value()).update();
    }

    /**
     * Deletes mails that were requested before a moment, the oldest first. A mail whose job still waits stays. Rows that another instance is
     * deleting are skipped.
     */
    int purge(Instant before, int rows) {
        return jdbc.sql("""
                DELETE FROM account_mails
                 WHERE id IN (SELECT id
                                FROM account_mails
                               WHERE created_at < :before
                                 AND NOT EXISTS (SELECT 1
                                                   FROM jobs
                                                  WHERE jobs.id = account_mails.id AND jobs.status IN ('queued', 'running'))
                               ORDER BY created_at
                               LIMIT :rows
                                 FOR UPDATE SKIP LOCKED)
                """).param("before", utc(before)).param("rows", rows).update();
    }

    /** How many mails with a token were sent. */
    record Sent(int toAddress, int toUser) {}

    /** A token that was just used: whose it is, and the e-mail and the token epoch that the user had when it was sent. */
    record ConfirmedToken(UserId user, String emailKey, int tokenEpoch) {}

    /**
     * A mail that is to be sent.
     * @param user null if it was requested by the e-mail
     * @param emailKey the normalized e-mail of the recipient
     * @param email the recipient, if it is not the user's current e-mail
     */
    record PendingMail(UUID id, AccountMailKind kind, @Nullable UUID user, String emailKey, @Nullable String email) {}
}
