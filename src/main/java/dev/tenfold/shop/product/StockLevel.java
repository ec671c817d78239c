package dev.tenfold.shop.product;

import dev.tenfold.messaging.outbox.Event;
import java.time.Instant;

/** So many pieces of a product are there. */
public record StockLevel(ProductId product, long available) {

    /** Tells that it became so. The transaction must hold the stock. */
    public Event event(Instant now) {
        return Event.of("stock.changed", product.value(), "{\"product_id\":\"" + product + "\",\"available\":" + available + "}", now);
    }
}
