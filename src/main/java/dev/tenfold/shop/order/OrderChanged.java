package dev.tenfold.shop.order;

import dev.tenfold.messaging.outbox.EventData;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The data of the events {@code order.placed}, {@code order.paid} and so on: the order after the change. */
public record OrderChanged(OrderId id, UserId userId, OrderStatus status, List<EventLine> items, Money total, Instant createdAt,
        Instant updatedAt) implements EventData {

    /** A line of the order. */
    public record EventLine(ProductId productId, String sku, String name, Money unitPrice, int quantity, Money lineTotal) {

        static EventLine of(Order.Line line) {
            return new EventLine(line.productId(), line.sku(), line.name(), line.unitPrice(), line.quantity(), line.total());
        }
    }

    public static OrderChanged of(Order order) {
        return new OrderChanged(order.id(), order.userId(), order.status(), order.lines().stream().map(EventLine::of).toList(),
                order.total(),
                order.createdAt(), order.updatedAt());
    }

    @Override
    public String type() {
        return "order." + (status == OrderStatus.PENDING ? "placed" : status.value());
    }

    @Override
    public UUID aggregate() {
        return id.value();
    }
}
