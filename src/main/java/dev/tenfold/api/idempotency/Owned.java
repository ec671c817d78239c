package dev.tenfold.api.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** A user's key. */
public record Owned(UUID user, String key) {

    static Owned of(Claim claim) {
        return new Owned(claim.user(), claim.key().value());
    }

    /** Of a row with {@code user_id} and {@code key}, as {@link Claims#SQL} returns them. */
    public static Owned ofRow(ResultSet row, int number) throws SQLException {
        return new Owned(row.getObject("user_id", UUID.class), row.getString("key"));
    }
}
