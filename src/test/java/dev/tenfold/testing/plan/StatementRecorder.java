package dev.tenfold.testing.plan;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.testing.plan.RecordedStatement.Parameter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Records each different statement between the service's pool and the driver, with its first parameters. */
final class StatementRecorder implements BeanPostProcessor {

    private static final Pattern AROUND = Pattern.compile("^SET LOCAL [^;]*;\\s*|;\\s*COMMIT\\s*$");

    private final Map<String, RecordedStatement> statements = new ConcurrentHashMap<>();

    Collection<RecordedStatement> statements() {
        return new TreeMap<>(statements).values();
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
            pool.setDataSource(recording(new DriverManagerDataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword())));
        }
        return bean;
    }

    private DataSource recording(DataSource driver) {
        return new DelegatingDataSource(driver) {
            @Override
            public Connection getConnection() throws SQLException {
                return recording(super.getConnection());
            }

            @Override
            public Connection getConnection(String username, String password) throws SQLException {
                return recording(super.getConnection(username, password));
            }
        };
    }

    private Connection recording(Connection driver) {
        return proxy(Connection.class, driver, (connection, method, arguments) -> {
            Object result = call(connection, method, arguments);
            return method.getName().equals("prepareStatement") && arguments != null
                    ? recording((PreparedStatement) result, (String) arguments[0])
                    : result;
        });
    }

    private PreparedStatement recording(PreparedStatement driver, String sql) {
        Map<Integer, Parameter> parameters = new TreeMap<>();
        return proxy(PreparedStatement.class, driver, (statement, method, arguments) -> {
            if (method.getName().startsWith("set") && arguments != null && arguments.length >= 2 && arguments[0] instanceof Integer index) {
                parameters.put(index, parameter(method.getName().equals("setNull") ? null : arguments[1]));
            } else if (method.getName().startsWith("execute")) {
                statements.putIfAbsent(sql,
                        new RecordedStatement(AROUND.matcher(sql).replaceAll(""), List.copyOf(parameters.values())));
            }
            return call(statement, method, arguments);
        });
    }

    private static Parameter parameter(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> new Parameter(null, "");
            case String text -> new Parameter(text, "text");
            case Long number -> new Parameter(number.toString(), "int8");
            case Integer number -> new Parameter(number.toString(), "int4");
            case Boolean bool -> new Parameter(bool.toString(), "bool");
            case UUID id -> new Parameter(id.toString(), "uuid");
            case OffsetDateTime time -> new Parameter(time.toString(), "timestamptz");
            case byte[] bytes -> new Parameter("\\x" + HexFormat.of().formatHex(bytes), "bytea");
            case Array array -> new Parameter(array.toString(), array.getBaseTypeName() + "[]");
            default -> throw new IllegalArgumentException("no type for " + value.getClass());
        };
    }

    private interface Call<T> {
        @Nullable
        Object on(T target, Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, Call<T> call) {
        InvocationHandler handler = (_, method, arguments) -> call.on(target, method, arguments);
        return type.cast(Proxy.newProxyInstance(StatementRecorder.class.getClassLoader(), new Class<?>[]{type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
