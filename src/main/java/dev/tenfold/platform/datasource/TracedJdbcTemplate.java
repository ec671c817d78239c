package dev.tenfold.platform.datasource;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.SqlProvider;
import org.springframework.jdbc.support.KeyHolder;

/**
 * Adds spans for the statements of a traced request or job, with the names of OpenTelemetry's semantic conventions for databases (1.38):
 * the text with its placeholders, never a parameter value. Outside of a trace it adds nothing.
 */
class TracedJdbcTemplate extends DeadlineJdbcTemplate {

    private static final Pattern OPERATION = Pattern.compile("\\b(SELECT|INSERT|UPDATE|DELETE|MERGE|LOCK|SHOW|SET)\\b");

    private final ObservationRegistry observations;

    TracedJdbcTemplate(DataSource source, ObservationRegistry observations) {
        super(source);
        this.observations = observations;
    }

    @Override
    public <T extends @Nullable Object> T query(PreparedStatementCreator creator, @Nullable PreparedStatementSetter setter,
            ResultSetExtractor<T> extractor) {
        return observe(creator, () -> super.query(creator, setter, extractor));
    }

    @Override
    public <T extends @Nullable Object> T execute(String sql, PreparedStatementCallback<T> action) {
        return observe(sql, () -> super.execute(sql, action));
    }

    @Override
    protected int update(PreparedStatementCreator creator, @Nullable PreparedStatementSetter setter) {
        return observe(creator, () -> super.update(creator, setter));
    }

    @Override
    public int update(PreparedStatementCreator creator, KeyHolder keys) {
        return observe(creator, () -> super.update(creator, keys));
    }

    @Override
    public int[] batchUpdate(String sql, BatchPreparedStatementSetter setter) {
        return observe(sql, () -> super.batchUpdate(sql, setter));
    }

    private <T extends @Nullable Object> T observe(PreparedStatementCreator creator, Supplier<T> work) {
        return observe(creator instanceof SqlProvider known ? known.getSql() : null, work);
    }

    private <T extends @Nullable Object> T observe(@Nullable String sql, Supplier<T> work) {
        if (sql == null || observations.getCurrentObservation() == null) {
            return work.get();
        }
        String operation = operation(sql);
        return Observation.createNotStarted("db.query", TracedJdbcTemplate::toPostgres, observations).contextualName(operation)
                .lowCardinalityKeyValue("db.system.name", "postgresql").lowCardinalityKeyValue("db.operation.name", operation)
                .highCardinalityKeyValue("db.query.text", sql.strip()).observe(work);
    }

    /** A call to another process that the trace context cannot be sent to. */
    private static SenderContext<Object> toPostgres() {
        var context = new SenderContext<>((_, _, _) -> {}, Kind.CLIENT);
        context.setCarrier(context);
        return context;
    }

    private static String operation(String sql) {
        Matcher first = OPERATION.matcher(sql.toUpperCase(Locale.ROOT));
        return first.find() ? first.group(1) : "SQL";
    }
}
