package dev.tenfold.shop.user;

import dev.tenfold.api.paging.Total;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import static dev.tenfold.platform.jdbc.SqlRows.instant;
import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** Users in PostgreSQL. No method here finds deleted users. */
@Repository
class UserRepository {

    private final JdbcClient jdbc;

    UserRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws org.springframework.dao.DuplicateKeyException when the e-mail is taken */
    User insert(String name, String email, String passwordHash, Role role, Instant now) {
        return jdbc.sql("""
                INSERT INTO users (name, email, email_key, password_hash, role, created_at, updated_at)
                VALUES (:name, :email, :emailKey, :passwordHash, :role, :now, :now)
                RETURNING id, name, email, role, version, created_at
                """).param("name", name).param("email", email).param("emailKey", EmailAddress.key(email))
                .param("passwordHash", passwordHash)
                .param("role", role.value()).param("now", utc(now)).query(UserRepository::user).single();
    }

    Optional<User> find(UserId id) {
        return jdbc.sql("""
                SELECT id, name, email, role, version, created_at
                  FROM users
                 WHERE id = :id AND deleted_at IS NULL
                """).param("id", id.value()).query(UserRepository::user).optional();
    }

    /** The users that exist among these ids. */
    Map<UserId, User> findAll(Collection<UserId> ids) {
        return jdbc.sql("""
                SELECT id, name, email, role, version, created_at
                  FROM users
                 WHERE id = ANY (:ids) AND deleted_at IS NULL
                """).param("ids", array("uuid", ids, UserId::value)).query(UserRepository::user).list().stream()
                .collect(Collectors.toMap(User::id, Function.identity()));
    }

    /** The user, locked until the transaction ends. Others can still refer to it, in new orders and jobs. */
    Optional<LockedUser> lock(UserId id) {
        return jdbc.sql("""
                SELECT id, name, email, role, version, created_at, token_epoch
                  FROM users
                 WHERE id = :id AND deleted_at IS NULL
                   FOR NO KEY UPDATE
                """).param("id", id.value()).query((row, number) -> new LockedUser(user(row, number), row.getInt("token_epoch")))
                .optional();
    }

    /** A user whose row is locked, and the user's token epoch: it changes with every new password and role. */
    record LockedUser(User user, int tokenEpoch) {}

    /** All admins, locked in the order of their ids, so that two transactions at once cannot remove the last two admins. */
    List<UserId> lockAdmins() {
        return jdbc.sql("""
                SELECT id
                  FROM users
                 WHERE role = 'admin' AND deleted_at IS NULL
                 ORDER BY id
                   FOR NO KEY UPDATE
                """).query((row, number) -> new UserId(row.getObject("id", UUID.class))).list();
    }

    boolean hasAdmin() {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND deleted_at IS NULL)").query(Boolean.class).single();
    }

    /**
     * Updates a user. A new password or role revokes all tokens issued so far.
     * @param passwordHash the new hash, or null to keep the old one
     * @throws org.springframework.dao.DuplicateKeyException when the e-mail is taken
     */
    User update(UserId id, String name, String email, Role role, @Nullable String passwordHash, Instant now) {
        return jdbc.sql("""
                UPDATE users
                   SET name = :name, email = :email, email_key = :emailKey, role = :role,
                       password_hash = coalesce(:passwordHash, password_hash),
                       token_epoch = token_epoch + CASE WHEN :passwordHash::text IS NOT NULL OR role <> :role THEN 1 ELSE 0 END,
                       tokens_ended_at = CASE WHEN :passwordHash::text IS NOT NULL OR role <> :role THEN clock_timestamp() ELSE tokens_ended_at END,
                       version = version + 1, updated_at = :now
                 WHERE id = :id AND deleted_at IS NULL
                RETURNING id, name, email, role, version, created_at
                """).param("id", id.value()).param("name", name).param("email", email).param("emailKey", EmailAddress.key(email))
                .param("role", role.value()).param("passwordHash", passwordHash).param("now", utc(now)).query(UserRepository::user)
                .single();
    }

    /** Deletes the personal data of a user. */
    void erase(UserId id, Instant now) {
        jdbc.sql("""
                UPDATE users
                   SET name = NULL, email = NULL, email_key = NULL, verified_email_key = NULL, password_hash = NULL,
                       token_epoch = token_epoch + 1, tokens_ended_at = clock_timestamp(), version = version + 1, updated_at = :now, deleted_at = :now
                 WHERE id = :id AND deleted_at IS NULL
                """).param("id", id.value()).param("now", utc(now)).update();
    }

    /** Users before an id, the newest first. */
    List<User> list(@Nullable UUID before, int rows) {
        return jdbc.sql("""
                SELECT id, name, email, role, version, created_at
                  FROM users
                 WHERE deleted_at IS NULL %s
                 ORDER BY id DESC
                 LIMIT :rows
                """.formatted(before == null ? "" : "AND id < :before")).param("before", before).param("rows", rows)
                .query(UserRepository::user).list();
    }

    Optional<User> findByEmail(String email) {
        return jdbc.sql("""
                SELECT id, name, email, role, version, created_at
                  FROM users
                 WHERE email_key = :emailKey COLLATE "C"
                """).param("emailKey", EmailAddress.key(email)).query(UserRepository::user).optional();
    }

    /** How many users there are, counted up to {@link Total#MOST}. */
    int count() {
        return Total.count(jdbc, "users WHERE deleted_at IS NULL").query(Integer.class).single();
    }

    private static User user(ResultSet row, int number) throws SQLException {
        return new User(new UserId(row.getObject("id", UUID.class)), row.getString("name"), row.getString("email"),
                Role.of(row.getString("role")),
                row.getLong("version"), instant(row, "created_at"));
    }
}
