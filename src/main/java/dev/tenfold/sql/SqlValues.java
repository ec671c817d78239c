package dev.tenfold.sql;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/** Parameters of statements, in the types that the driver knows. */
public final class SqlValues {

    private SqlValues() {}

    /** A {@code timestamptz}. */
    public static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /**
     * An array of one value a row.
     *
     * @param type the elements' type, as PostgreSQL names it
     */
    public static <T> SqlArrayValue array(String type, Collection<T> rows, Function<? super T, ? extends @Nullable Object> column) {
        return new SqlArrayValue(type, rows.stream().map(column).toArray());
    }
}
