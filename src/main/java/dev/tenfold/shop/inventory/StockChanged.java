package dev.tenfold.shop.inventory;

import dev.tenfold.messaging.outbox.EventData;
import dev.tenfold.shop.ProductId;
import java.util.UUID;

/**
 * The data of a {@code stock.changed} event. The transaction that writes it must have locked the stock.
 * @param available the stock after the change
 */
public record StockChanged(ProductId productId, long available) implements EventData {

    public static StockChanged of(StockLevel level) {
        return new StockChanged(level.product(), level.available());
    }

    @Override
    public String type() {
        return "stock.changed";
    }

    @Override
    public UUID aggregate() {
        return productId.value();
    }
}
