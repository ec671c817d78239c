package dev.tenfold.shop.checkout;

import dev.tenfold.platform.failure.Failure.InsufficientStock;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Shortage;
import dev.tenfold.platform.failure.Failure.TotalChanged;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.checkout.NewOrder.NewOrderItem;
import dev.tenfold.shop.checkout.StockSnapshot.Offer;
import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The items of an order, each product once. Calculates the order's lines and total without a database. */
final class Cart {

    private final List<NewOrderItem> items;
    private final @Nullable Money expectedTotal;
    private final Map<ProductId, Integer> quantities = new LinkedHashMap<>();

    /** A cart whose total may be any. */
    Cart(List<NewOrderItem> items) {
        this(items, null);
    }

    /** Adds up the quantities of the same product: at most 100 items with 1,000 pieces each. */
    Cart(List<NewOrderItem> items, @Nullable Money expectedTotal) {
        this.items = List.copyOf(items);
        this.expectedTotal = expectedTotal;
        items.forEach(item -> quantities.merge(item.productId(), item.quantity(), Math::addExact));
    }

    Set<ProductId> products() {
        return quantities.keySet();
    }

    /**
     * The lines of the order, for all items or not at all. Does not change the stock snapshot.
     * @throws Invalid when a product does not exist, or the currencies differ
     * @throws InsufficientStock when there is too little in stock, with every such product
     */
    List<Order.Line> lines(StockSnapshot stock) {
        requireKnown(stock);
        List<Order.Line> lines = new ArrayList<>();
        List<Shortage> shortages = new ArrayList<>();
        quantities.forEach((product, quantity) -> {
            Offer offer = stock.offer(product);
            if (offer != null && offer.onHand() < quantity) {
                shortages.add(new Shortage(product.value(), quantity, offer.onHand()));
            } else if (offer != null) {
                lines.add(new Order.Line(product, offer.sku(), offer.name(), offer.price(), quantity));
            }
        });
        if (!shortages.isEmpty()) {
            throw new InsufficientStock(shortages);
        }
        requireOneCurrency(lines);
        return lines;
    }

    /** @throws Invalid when the sum does not fit 64 bits */
    static Money total(List<Order.Line> lines) {
        try {
            return lines.stream().map(Order.Line::total).reduce(Money::plus).orElseThrow();
        } catch (ArithmeticException overflow) {
            throw new Invalid("/items", "total_out_of_range", "add up to a total that is too large");
        }
    }

    /** @throws TotalChanged when the client expects another total */
    void requireExpected(Money total) {
        if (expectedTotal != null && !expectedTotal.equals(total)) {
            throw new TotalChanged(total.amount(), total.currency());
        }
    }

    private void requireKnown(StockSnapshot stock) {
        List<Violation> unknown = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (stock.offer(items.get(i).productId()) == null) {
                unknown.add(new Violation("/items/" + i + "/product_id", "unknown_product", "names no product"));
            }
        }
        if (!unknown.isEmpty()) {
            throw new Invalid(unknown);
        }
    }

    private static void requireOneCurrency(List<Order.Line> lines) {
        if (lines.stream().map(line -> line.unitPrice().currency()).distinct().count() > 1) {
            throw new Invalid("/items", "mixed_currencies", "have prices in more than one currency");
        }
    }
}
