package dev.tenfold.order;

import dev.tenfold.money.Money;
import dev.tenfold.order.PlaceOrderRequest.Item;
import dev.tenfold.problem.Failure.InsufficientStock;
import dev.tenfold.problem.Failure.Invalid;
import dev.tenfold.problem.Failure.Shortage;
import dev.tenfold.problem.Failure.Violation;
import dev.tenfold.product.ProductId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an order asks for, each product once. Decides, without a database, what the order comes to. */
final class Basket {

    private final List<Item> items;
    private final Map<ProductId, Integer> quantities = new LinkedHashMap<>();

    /** Adds up what is asked for of the same product: at most 100 times 1,000 pieces. */
    Basket(List<Item> items) {
        this.items = List.copyOf(items);
        items.forEach(item -> quantities.merge(item.productId(), item.quantity(), Math::addExact));
    }

    Set<ProductId> products() {
        return quantities.keySet();
    }

    /**
     * The lines of the order: all of it, or nothing.
     *
     * @param offers what is there of the basket's products, and at what price; products that cannot be had are missing
     * @throws Invalid when a product cannot be had, the currencies differ, or the sum is past what can be counted
     * @throws InsufficientStock when there is too little of some, naming each
     */
    List<Order.Line> lines(Map<ProductId, Offer> offers) {
        requireKnown(offers);
        requireOneCurrency(offers);
        List<Shortage> shortages =
                quantities.entrySet().stream().flatMap(wanted -> shortage(offers.get(wanted.getKey()), wanted.getValue())).toList();
        if (!shortages.isEmpty()) {
            throw new InsufficientStock(shortages);
        }
        return quantities.entrySet().stream()
                .flatMap(wanted -> Stream.ofNullable(offers.get(wanted.getKey())).map(offer -> offer.line(wanted.getValue())))
                .toList();
    }

    private static Stream<Shortage> shortage(@Nullable Offer offer, int quantity) {
        return Stream.ofNullable(offer).filter(had -> had.onHand() < quantity)
                .map(had -> new Shortage(had.productId().value(), quantity, had.onHand()));
    }

    /** @throws Invalid when the sum does not fit 64 bits */
    static Money total(List<Order.Line> lines) {
        try {
            return lines.stream().map(Order.Line::total).reduce(Money::plus).orElseThrow();
        } catch (ArithmeticException overflow) {
            throw new Invalid("/items", "total_out_of_range", "add up to more than can be counted");
        }
    }

    private void requireKnown(Map<ProductId, Offer> offers) {
        List<Violation> unknown = IntStream.range(0, items.size()).filter(i -> !offers.containsKey(items.get(i).productId()))
                .mapToObj(i -> new Violation("/items/" + i + "/product_id", "unknown_product", "names no product")).toList();
        if (!unknown.isEmpty()) {
            throw new Invalid(unknown);
        }
    }

    private static void requireOneCurrency(Map<ProductId, Offer> offers) {
        if (offers.values().stream().map(offer -> offer.price().currency()).distinct().count() > 1) {
            throw new Invalid("/items", "mixed_currencies", "have prices in more than one currency");
        }
    }

    /** What is there of a product, and what it costs now. */
    record Offer(ProductId productId, String sku, String name, Money price, long onHand) {

        Order.Line line(int quantity) {
            return new Order.Line(productId, sku, name, price, quantity);
        }
    }
}
