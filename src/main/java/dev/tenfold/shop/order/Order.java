package dev.tenfold.shop.order;

import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a user bought, with the names and prices at that time.
 * @param lines in the order of the request
 * @param payment null until it is paid; stays when a paid order is cancelled
 * @param version increases with every change; the strong ETag is made from it
 */
public record Order(OrderId id, UserId userId, OrderStatus status, List<Line> lines, Money total, @Nullable Payment payment, long version,
        Instant createdAt, Instant updatedAt) {

    /** This order with another status. */
    Order moved(OrderStatus next, @Nullable Payment paid, long nextVersion, Instant now) {
        return new Order(id, userId, next, lines, total, paid, nextVersion, createdAt, now);
    }

    /** The quantity of each product. */
    Map<ProductId, Integer> pieces() {
        return lines.stream().collect(Collectors.toMap(Line::productId, Line::quantity, Math::addExact));
    }

    /**
     * A confirmed payment.
     * @param reference of the payment provider
     * @param paidAt null for an order that was paid and shipped before the time was stored
     */
    public record Payment(String reference, @Nullable Instant paidAt) {}

    /** A quantity of one product. */
    public record Line(ProductId productId, String sku, String name, Money unitPrice, int quantity) {

        public Money total() {
            return unitPrice.times(quantity);
        }
    }
}
