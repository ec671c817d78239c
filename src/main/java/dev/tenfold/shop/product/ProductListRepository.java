package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Total;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The product list in PostgreSQL, without deleted products. */
@Repository
class ProductListRepository {

    private final JdbcClient jdbc;
    private final JdbcOperations statements;

    ProductListRepository(JdbcClient jdbc, JdbcOperations statements) {
        this.jdbc = jdbc;
        this.statements = statements;
    }

    /** For each query, the products in the filter's order: the page's rows and one more. */
    Map<PageQuery, List<Product>> list(Collection<PageQuery> queries) {
        Map<String, Map<PageQuery, List<Object>>> byText = new HashMap<>();
        for (PageQuery query : queries) {
            ListStatement statement = ListStatement.of(query);
            byText.computeIfAbsent(statement.sql(), _ -> new LinkedHashMap<>()).put(query, statement.values());
        }
        Map<PageQuery, List<Product>> found = HashMap.newHashMap(queries.size());
        byText.forEach((sql, values) -> {
            Iterator<List<Product>> lists = together(sql, values.values()).iterator();
            values.keySet().forEach(query -> found.put(query, lists.next()));
        });
        return found;
    }

    /**
     * Runs one statement with several sets of values in one round trip: the driver sends them together and reads the results together.
     */
    private List<List<Product>> together(String sql, Collection<List<Object>> values) {
        return statements.execute(
                String.join("; ", Collections.nCopies(values.size(), sql)), (PreparedStatementCallback<List<List<Product>>>) statement -> {
                    int parameter = 0;
                    for (List<Object> ofOne : values) {
                        for (Object value : ofOne) {
                            StatementCreatorUtils.setParameterValue(statement, ++parameter, SqlTypeValue.TYPE_UNKNOWN, value);
                        }
                    }
                    List<List<Product>> lists = new ArrayList<>(values.size());
                    for (boolean more = statement.execute(); more; more = statement.getMoreResults()) {
                        lists.add(products(statement.getResultSet()));
                    }
                    return lists;
                });
    }

    private static List<Product> products(ResultSet rows) throws SQLException {
        List<Product> products = new ArrayList<>();
        while (rows.next()) {
            products.add(ProductRepository.product(rows, products.size()));
        }
        return products;
    }

    /** How many products match the filter, counted up to {@link Total#MOST}. */
    int count(ProductFilter filter) {
        ListStatement rows = ListStatement.counted(filter);
        return Total.count(jdbc, rows.sql()).params(rows.values()).query(Integer.class).single();
    }
}
