package dev.tenfold.api.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** An idempotency key of a user. */
public record UserKey(UUID user, String key) {

    static UserKey of(Claim claim) {
        return new UserKey(claim.user(), claim.key().value());
    }

    /** Reads a row with {@code user_id} and {@code key}, as {@link Claims#SQL} returns them. */
    public static UserKey ofRow(ResultSet row, int number) throws SQLException {
        return new UserKey(row.getObject("user_id", UUID.class), row.getString("key"));
    }
}
