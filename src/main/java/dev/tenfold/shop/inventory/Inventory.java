package dev.tenfold.shop.inventory;

import dev.tenfold.shop.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Changes stock when products are added and when orders end. Each change also writes the ledger, in the caller's transaction. */
@Service
public class Inventory {

    private final StockRepository stock;

    Inventory(StockRepository stock) {
        this.stock = stock;
    }

    /** Gives new products their initial stock, which may be 0. */
    public void open(List<StockLevel> initial, Instant now) {
        if (!initial.isEmpty()) {
            stock.insert(initial, now);
        }
    }

    /**
     * Returns the stock of an order, and gives the new stock levels. The caller must just have changed the status of the order, so that
     * its stock is returned only once.
     * @param pieces the quantity of each product
     */
    public List<StockLevel> restock(UUID order, RestockReason reason, Map<ProductId, Integer> pieces, Instant now) {
        stock.lock(pieces.keySet());
        return stock.restock(order, reason, pieces, now);
    }
}
