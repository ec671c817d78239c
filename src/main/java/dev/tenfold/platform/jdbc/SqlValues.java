package dev.tenfold.platform.jdbc;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/** Statement parameters, in the types that the driver supports. */
public final class SqlValues {

    private SqlValues() {}

    /** A {@code timestamptz}. */
    public static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /**
     * An array with one value for each row. The driver sends arrays of text, numbers and bytes in binary if the array has their exact
     * class; all others are sent as text.
     * @param type the name of the element type in PostgreSQL
     */
    public static <T> SqlArrayValue array(String type, Collection<T> rows, Function<? super T, ? extends @Nullable Object> column) {
        Object[] values = switch (type) {
            case "text" -> new String[rows.size()];
            case "int8" -> new Long[rows.size()];
            case "int4" -> new Integer[rows.size()];
            case "bytea" -> new byte[rows.size()][];
            default -> new Object[rows.size()];
        };
        int i = 0;
        for (T row : rows) {
            values[i++] = column.apply(row);
        }
        return new SqlArrayValue(type, values);
    }
}
