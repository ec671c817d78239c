package dev.tenfold.shop.inventory;

import dev.tenfold.messaging.outbox.Event;
import dev.tenfold.shop.ProductId;
import java.time.Instant;

/** The stock of a product after a change. */
public record StockLevel(ProductId product, long available) {

    /** The event for this stock level. The transaction must have locked the stock. */
    public Event event(Instant now) {
        return Event.of("stock.changed", product.value(), "{\"product_id\":\"" + product + "\",\"available\":" + available + "}", now);
    }
}
