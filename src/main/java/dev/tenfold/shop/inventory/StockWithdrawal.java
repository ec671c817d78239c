package dev.tenfold.shop.inventory;

import dev.tenfold.shop.ProductId;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

import static dev.tenfold.platform.jdbc.SqlValues.array;

/**
 * Takes the stock of new orders. Both statements here are parts of the one statement that writes a batch of orders: a round trip of their
 * own would hold the locks of the stock rows for longer (docs/adr/0030-inventory-owns-its-sql.md).
 * @param pieces the total quantity of each product
 */
public record StockWithdrawal(Map<ProductId, Long> pieces) {

    /**
     * Writes a ledger entry for each order line. The statement must have a CTE {@code line} with the columns {@code product_id},
     * {@code quantity}, {@code order_id} and {@code placed_at}.
     */
    public static final String LEDGER_SQL = """
            INSERT INTO stock_movements (product_id, delta, kind, order_id, created_at)
            SELECT product_id, -quantity, 'order', order_id, placed_at FROM line
            """;

    /** Reduces the stock. The transaction must hold the locks of the rows. {@link #bind} sets the parameters. */
    public static final String STOCK_SQL = """
            UPDATE inventory
               SET on_hand = on_hand - taken.quantity
              FROM unnest(:takenProducts, :takenQuantities) AS taken (product_id, quantity)
             WHERE inventory.product_id = taken.product_id
            """;

    /** Sets the parameters of a statement that contains {@link #STOCK_SQL}. */
    public StatementSpec bind(StatementSpec statement) {
        List<Map.Entry<ProductId, Long>> taken = List.copyOf(pieces.entrySet());
        return statement.param("takenProducts", array("uuid", taken, entry -> entry.getKey().value()))
                .param("takenQuantities", array("int8", taken, Map.Entry::getValue));
    }
}
