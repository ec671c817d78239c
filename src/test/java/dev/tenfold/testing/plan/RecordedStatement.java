package dev.tenfold.testing.plan;

import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A statement as the service sent it.
 * @param sql with {@code ?} for each parameter
 */
record RecordedStatement(String sql, List<Parameter> parameters) {

    /**
     * A parameter.
     * @param type its name in PostgreSQL; empty if the driver did not specify it
     */
    record Parameter(@Nullable String value, String type) {

        private String cast() {
            return type.isEmpty() ? "" : "::" + type;
        }
    }

    /** The statement with typed parameters without values, for a generic plan: {@code $1::uuid} and so on. */
    String generic() {
        return with(index -> "$" + (index + 1) + parameters.get(index).cast());
    }

    /** The statement with the values of its parameters. */
    String inlined() {
        return with(index -> {
            Parameter parameter = parameters.get(index);
            return parameter.value == null ? "NULL" : "'" + parameter.value.replace("'", "''") + "'" + parameter.cast();
        });
    }

    private String with(IntFunction<String> parameter) {
        var text = new StringBuilder();
        int index = 0;
        for (int at = 0; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == '?') {
                text.append(parameter.apply(index++));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
