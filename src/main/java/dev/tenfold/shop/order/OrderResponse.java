package dev.tenfold.shop.order;

import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** An order as clients see it. */
@Schema(name = "Order")
public record OrderResponse(
        OrderId id,
        UserId userId,
        OrderStatus status,
        @ArraySchema(minItems = 1, maxItems = 100) List<OrderLine> items,
        Money total,
        Instant createdAt,
        Instant updatedAt) {

    /** A line of an order. */
    @Schema(name = "OrderLine")
    public record OrderLine(
            ProductId productId,
            @Schema(example = "TEA-EARLGREY-100", maxLength = 64) String sku,
            @Schema(example = "Earl Grey, 100 g", maxLength = 200) String name,
            Money unitPrice,
            @Schema(example = "2", minimum = "1", maximum = "100000") int quantity,
            Money lineTotal) {

        static OrderLine of(Order.Line line) {
            return new OrderLine(line.productId(), line.sku(), line.name(), line.unitPrice(), line.quantity(), line.total());
        }
    }

    public static OrderResponse of(Order order) {
        return new OrderResponse(order.id(), order.userId(), order.status(), order.lines().stream().map(OrderLine::of).toList(),
                order.total(),
                order.createdAt(), order.updatedAt());
    }
}
