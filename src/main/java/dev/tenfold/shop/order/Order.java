package dev.tenfold.shop.order;

import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.product.ProductId;
import java.time.Instant;
import java.util.List;

/**
 * What a user bought, at the names and prices of that moment.
 *
 * @param lines in the order in which they were asked for
 * @param version raised by every change; the strong ETag is made of it
 */
public record Order(OrderId id, UserId userId, OrderStatus status, List<Line> lines, Money total, long version, Instant createdAt,
        Instant updatedAt) {

    /** So many pieces of one product. */
    public record Line(ProductId productId, String sku, String name, Money unitPrice, int quantity) {

        public Money total() {
            return unitPrice.times(quantity);
        }
    }
}
