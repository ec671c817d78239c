package dev.tenfold.shop.order;

import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.OrderResponse.OrderLine;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** An order as clients of version 2 see it. */
@Schema(name = "OrderV2")
public record OrderResponseV2(
        OrderId id,
        UserId userId,
        OrderStatus status,
        @ArraySchema(minItems = 1, maxItems = 100) List<OrderLine> lines,
        Money total,
        PaymentResponse payment,
        Instant createdAt,
        Instant updatedAt) {

    static OrderResponseV2 of(Order order) {
        return new OrderResponseV2(order.id(), order.userId(), order.status(), order.lines().stream().map(OrderLine::of).toList(),
                order.total(), PaymentResponse.of(order), order.createdAt(), order.updatedAt());
    }
}
