package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statement that reads a page of the product list and one row more. It reads an index in the order of the page.
 * <p>A search cannot: the index of words returns its matches in no order. To read one product takes about 2 microseconds, so few should be
 * read. If many products match, the first matches are found soon by reading products in the order of the page. If few match, the index of
 * words finds all of them soon. So a search tries these steps, until one has all rows of the page (docs/adr/0032):
 * <ol>
 * <li>if few products match by the statistics of PostgreSQL: the index of words, up to {@link #FEW} matches, which are then sorted;
 * <li>the first {@link #WALKED} products in order;
 * <li>all matches of the index of words, which are sorted by their keys only.
 * </ol>
 * @param values of its parameters
 */
record ListStatement(String sql, List<Object> values) {

    /** The rows have this name in conditions and orders. */
    private static final String PRODUCTS = " FROM products AS product WHERE ";
    private static final String MATCHES_QUERY = "product.search_words @@ (SELECT search_query(?))";
    private static final String QUERY = "WITH words AS MATERIALIZED (SELECT search_query(?) AS query), "
            + "index AS MATERIALIZED (SELECT search_key(?) AS key), rare AS MATERIALIZED (SELECT search_is_rare(?) AS rare), ";
    private static final String MATCHES_IN_ORDER = "product.search_words @@ (SELECT query FROM words)";
    private static final String FOUND_BY_INDEX = "product.search_words @@ (SELECT key FROM index)";
    /** The index finds the same products, or a few more. Only then they are compared again. */
    private static final String MATCHES = "((SELECT key = query FROM index, words) OR " + MATCHES_IN_ORDER + ")";
    /** What decides whether a product is on the page, and where. */
    private static final String KEYS = "product.id, product.category, product.price_amount, product.created_at, product.name";
    private static final String IN_STOCK = " AND (SELECT on_hand > 0 FROM inventory WHERE product_id = product.id) = ?";
    private static final int USUAL_ROWS = Paging.DEFAULT_LIMIT + 1; // the extra row shows whether there is a next page

    /** How many matches are read before those that come first: most words are in fewer products, also in a large catalog. */
    static final int FEW = 3_000;
    /** How many products a search reads in order. That costs about as much as to find and sort as many matches. */
    static final int WALKED = 5_000;

    static ListStatement of(PageQuery query) {
        var text = new Builder();
        String q = query.filter().q();
        if (q == null) {
            text.add("SELECT " + ProductRepository.COLUMNS + PRODUCTS).addRange(query).addOthers(query.filter())
                    .addOrder(query).add(" LIMIT ").addLimit(query);
        } else {
            search(text, query, q);
        }
        return text.statement();
    }

    /** What follows FROM to count all rows of the list. */
    static ListStatement counted(ProductFilter filter) {
        return new Builder().add("products AS product WHERE ").addConditions(filter).statement();
    }

    private static void search(Builder text, PageQuery query, String q) {
        text.add(QUERY).addValue(q).addValue(q).addValue(q)
                .add("few AS MATERIALIZED (SELECT " + KEYS + ", " + MATCHES + " AS matches" + PRODUCTS + "product.deleted_at IS NULL AND "
                        + FOUND_BY_INDEX + " AND (SELECT rare FROM rare) LIMIT " + (FEW + 1)
                        + "), walk AS MATERIALIZED (SELECT NOT rare OR (SELECT count(*) FROM few) > " + FEW + " AS needed FROM rare), ")
                .add("walked AS MATERIALIZED (SELECT * FROM (SELECT " + ProductRepository.COLUMNS + ", product.search_words" + PRODUCTS
                        + "(SELECT needed FROM walk) AND ")
                .addRange(query).addOrder(query).add(" LIMIT " + WALKED + ") AS product WHERE ").add(MATCHES_IN_ORDER)
                .addOthers(query.filter()).addOrder(query).add(" LIMIT ").addLimit(query)
                .add("), progress AS MATERIALIZED (SELECT CASE WHEN needed AND (SELECT count(*) FROM walked) < ").addLimit(query)
                .add(" THEN EXISTS (SELECT" + PRODUCTS).addRange(query).addOrder(query)
                .add(" OFFSET " + WALKED + " LIMIT 1) ELSE false END AS more FROM walk), ")
                .add("page AS MATERIALIZED ((SELECT product.id FROM few AS product WHERE NOT (SELECT needed FROM walk) AND product.matches")
                .addFound(query)
                .add(") UNION ALL (SELECT product.id FROM (SELECT " + KEYS + PRODUCTS + "product.deleted_at IS NULL AND " + FOUND_BY_INDEX
                        + " AND " + MATCHES + " OFFSET 0) AS product WHERE (SELECT more FROM progress)") // OFFSET 0: so that the index of words is used
                .addFound(query)
                .add(")) SELECT * FROM (SELECT " + ProductRepository.COLUMNS
                        + " FROM walked AS product WHERE NOT (SELECT more FROM progress)"
                        + " UNION ALL SELECT " + ProductRepository.COLUMNS
                        + " FROM page JOIN products AS product ON product.id = page.id) AS product")
                .addOrder(query);
    }

    /** The text so far, with the values of its parameters. */
    private static final class Builder {

        private final StringBuilder sql = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        ListStatement statement() {
            return new ListStatement(sql.toString(), values);
        }

        Builder add(String more) {
            sql.append(more);
            return this;
        }

        private Builder add(String condition, @Nullable Object value) {
            if (value != null) {
                sql.append(condition);
                values.add(value);
            }
            return this;
        }

        Builder addCategory(ProductFilter filter) {
            return add("product.deleted_at IS NULL").add(" AND product.category = ?", filter.category());
        }

        Builder addValue(String value) {
            values.add(value);
            return this;
        }

        /** The conditions that the index of the order decides. */
        Builder addRange(PageQuery query) {
            ProductFilter filter = query.filter();
            addCategory(filter);
            if (filter.order().isByPrice()) {
                addPrices(filter);
            }
            return addAfter(query);
        }

        /** The page of what the index of words has found. */
        Builder addFound(PageQuery query) {
            return add(" AND product.category = ?", query.filter().category()).addPrices(query.filter())
                    .add(IN_STOCK, query.filter().inStock()).addAfter(query).addOrder(query).add(" LIMIT ").addLimit(query);
        }

        /** The other conditions, except the words. */
        Builder addOthers(ProductFilter filter) {
            if (!filter.order().isByPrice()) {
                addPrices(filter);
            }
            return add(IN_STOCK, filter.inStock());
        }

        Builder addConditions(ProductFilter filter) {
            return addCategory(filter).add(" AND " + MATCHES_QUERY, filter.q()).addPrices(filter).add(IN_STOCK, filter.inStock());
        }

        private Builder addPrices(ProductFilter filter) {
            return add(" AND product.price_amount >= ?", filter.minPrice()).add(" AND product.price_amount <= ?", filter.maxPrice());
        }

        Builder addAfter(PageQuery query) {
            List<String> after = query.after();
            ProductSort sort = query.filter().order();
            if (after != null) {
                sql.append(" AND ").append(sort.after());
                values.add(sort.key(after.getFirst()));
                values.add(UUID.fromString(after.getLast()));
            }
            return this;
        }

        Builder addOrder(PageQuery query) {
            return add(" ORDER BY " + query.filter().order().orderBy());
        }

        /**
         * Writes the usual limit into the text. With a parameter, PostgreSQL assumes a limit of a tenth of all rows, rejects its generic plan
         * as too expensive, and plans each query again, which costs as much as the page. Only the limit that nearly all clients use is
         * written into the text, because each different text is one more prepared statement.
         */
        Builder addLimit(PageQuery query) {
            int rows = query.paging().rows() + 1;
            return rows == USUAL_ROWS ? add(Integer.toString(rows)) : add("?", rows);
        }
    }
}
