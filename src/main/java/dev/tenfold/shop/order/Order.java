package dev.tenfold.shop.order;

import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a user bought, with the names and prices at that time.
 * @param lines in the order of the request
 * @param version increases with every change; the strong ETag is made from it
 */
public record Order(OrderId id, UserId userId, OrderStatus status, List<Line> lines, Money total, long version, Instant createdAt,
        Instant updatedAt) {

    /** This order with another status. */
    Order moved(OrderStatus next, long nextVersion, Instant now) {
        return new Order(id, userId, next, lines, total, nextVersion, createdAt, now);
    }

    /** The quantity of each product. */
    Map<ProductId, Integer> pieces() {
        return lines.stream().collect(Collectors.toMap(Line::productId, Line::quantity, Math::addExact));
    }

    /** A quantity of one product. */
    public record Line(ProductId productId, String sku, String name, Money unitPrice, int quantity) {

        public Money total() {
            return unitPrice.times(quantity);
        }
    }
}
