package dev.tenfold.shop.checkout;

import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.inventory.StockLevel;
import dev.tenfold.shop.inventory.StockWithdrawal;
import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.Order;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stock of a batch's products, locked by the transaction, minus what the orders of the batch have taken so far. */
final class StockSnapshot {

    private final Map<ProductId, Offer> offers = new HashMap<>();
    private final Map<ProductId, Long> taken = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));

    StockSnapshot(Collection<Offer> offers) {
        offers.forEach(offer -> this.offers.put(offer.product(), offer));
    }

    /** What is still in stock of a product, or null if it does not exist. */
    @Nullable
    Offer offer(ProductId product) {
        return offers.get(product);
    }

    /** Reduces the stock by the lines of an order. */
    void take(Order order) {
        order.lines().forEach(line -> {
            offers.computeIfPresent(line.productId(), (_, offer) -> offer.less(line.quantity()));
            taken.merge(line.productId(), (long) line.quantity(), Math::addExact);
        });
    }

    /** What the orders have taken. */
    StockWithdrawal taken() {
        return new StockWithdrawal(taken);
    }

    /** The remaining stock of each product of which something was taken. */
    List<StockLevel> levels() {
        return taken.keySet().stream().flatMap(product -> Stream.ofNullable(offers.get(product)))
                .map(offer -> new StockLevel(offer.product(), offer.onHand())).toList();
    }

    /** A product's stock and current price. */
    record Offer(ProductId product, String sku, String name, Money price, long onHand) {

        Offer less(long quantity) {
            return new Offer(product, sku, name, price, onHand - quantity);
        }
    }
}
