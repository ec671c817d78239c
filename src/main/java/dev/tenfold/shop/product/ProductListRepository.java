package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Paging;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The product list in PostgreSQL, without deleted products. */
@Repository
class ProductListRepository {

    private static final String LIST = "SELECT " + ProductRepository.COLUMNS + " FROM products AS product WHERE ";

    private static final int USUAL_ROWS = Paging.DEFAULT_LIMIT + 1; // the extra row shows whether there is a next page

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
            List<Object> values = new ArrayList<>();
            byText.computeIfAbsent(text(query, values), _ -> new LinkedHashMap<>()).put(query, values);
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

    private static String text(PageQuery query, List<Object> values) {
        ProductFilter filter = query.filter();
        List<String> after = query.after();
        ProductSort sort = filter.order();
        var sql = new StringBuilder(LIST);
        appendCondition(sql, values, filter);
        if (after != null) {
            sql.append(" AND ").append(sort.after());
            values.add(sort.key(after.getFirst()));
            values.add(UUID.fromString(after.getLast()));
        }
        sql.append(" ORDER BY ").append(sort.orderBy()).append(" LIMIT ");
        appendLimit(sql, values, query.paging().rows() + 1);
        return sql.toString();
    }

    /**
     * Writes the usual limit into the text. With a parameter, PostgreSQL assumes a limit of a tenth of all rows, rejects its generic plan
     * as too expensive, and plans each query again, which costs as much as the page. Only the limit that nearly all clients use is
     * written into the text, because each different text is one more prepared statement.
     */
    private static void appendLimit(StringBuilder sql, List<Object> values, int rows) {
        if (rows == USUAL_ROWS) {
            sql.append(USUAL_ROWS);
        } else {
            sql.append('?');
            values.add(rows);
        }
    }

    /** How many products match the filter, counted up to {@link Total#MOST}. */
    int count(ProductFilter filter) {
        List<Object> values = new ArrayList<>();
        var rows = new StringBuilder("products AS product WHERE ");
        appendCondition(rows, values, filter);
        return Total.count(jdbc, rows.toString()).params(values).query(Integer.class).single();
    }

    private static void appendCondition(StringBuilder sql, List<Object> values, ProductFilter filter) {
        sql.append("product.deleted_at IS NULL");
        appendCondition(sql, values, " AND product.category = ?", filter.category());
        appendCondition(sql, values, " AND product.search @@ websearch_to_tsquery('english', ?)", filter.q());
        appendCondition(sql, values, " AND product.price_amount >= ?", filter.minPrice());
        appendCondition(sql, values, " AND product.price_amount <= ?", filter.maxPrice());
        appendCondition(sql, values, " AND (SELECT on_hand > 0 FROM inventory WHERE product_id = product.id) = ?", filter.inStock());
    }

    private static void appendCondition(StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }
}
