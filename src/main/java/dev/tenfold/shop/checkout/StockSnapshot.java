package dev.tenfold.shop.checkout;

import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.product.ProductId;
import dev.tenfold.shop.product.StockLevel;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is there of the products of a batch, whose stock the transaction holds, and what the orders of the batch have taken so far. */
final class StockSnapshot {

    private final Map<ProductId, Offer> offers = new HashMap<>();
    private final Map<ProductId, Long> taken = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));

    StockSnapshot(Collection<Offer> offers) {
        offers.forEach(offer -> this.offers.put(offer.product(), offer));
    }

    /** What is still there of a product, or null when it cannot be had. */
    @Nullable
    Offer offer(ProductId product) {
        return offers.get(product);
    }

    /** Takes what an order was promised. */
    void take(Order order) {
        order.lines().forEach(line -> {
            offers.computeIfPresent(line.productId(), (_, offer) -> offer.less(line.quantity()));
            taken.merge(line.productId(), (long) line.quantity(), Math::addExact);
        });
    }

    /** All that was taken, by product. */
    Map<ProductId, Long> taken() {
        return taken;
    }

    /** What is left of each product that something was taken of. */
    List<StockLevel> levels() {
        return taken.keySet().stream().flatMap(product -> Stream.ofNullable(offers.get(product)))
                .map(offer -> new StockLevel(offer.product(), offer.onHand())).toList();
    }

    /** What is there of a product, and what it costs now. */
    record Offer(ProductId product, String sku, String name, Money price, long onHand) {

        Offer less(long quantity) {
            return new Offer(product, sku, name, price, onHand - quantity);
        }
    }
}
