package dev.tenfold.shop.checkout;

import dev.tenfold.api.problem.Problem;
import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.InsufficientStock;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Shortage;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.checkout.NewOrder.NewOrderItem;
import dev.tenfold.shop.checkout.StockSnapshot.Offer;
import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CartTest {

    private static final Offer TEA = new Offer(new ProductId(Uuids.next()), "TEA", "Tea", new Money(1999, "USD"), 10);
    private static final Offer MUG = new Offer(new ProductId(Uuids.next()), "MUG", "Mug", new Money(500, "USD"), 3);
    private static final Offer YEN = new Offer(new ProductId(Uuids.next()), "YEN", "Fan", new Money(500, "JPY"), 3);
    private static final Offer DEAR = new Offer(new ProductId(Uuids.next()), "DEAR", "Palace", new Money(Long.MAX_VALUE, "USD"), 3);

    @Test
    void linesKeepTheirOrderAndHaveTheCurrentPrice() {
        var lines = new Cart(List.of(item(MUG, 1), item(TEA, 2))).lines(offers(TEA, MUG));
        assertThat(lines).containsExactly(new Order.Line(MUG.product(), "MUG", "Mug", new Money(500, "USD"), 1),
                new Order.Line(TEA.product(), "TEA", "Tea", new Money(1999, "USD"), 2));
        assertThat(Cart.total(lines)).isEqualTo(new Money(4498, "USD"));
    }

    @Test
    void theStockMustCoverTheSumOfTheSameProduct() {
        assertThat(new Cart(List.of(item(TEA, 4), item(MUG, 1), item(TEA, 6))).lines(offers(TEA, MUG))).extracting(Order.Line::quantity)
                .containsExactly(10, 1);
        assertThat(shortages(new Cart(List.of(item(TEA, 5), item(TEA, 6))), TEA))
                .containsExactly(new Shortage(TEA.product().value(), 11, 10));
    }

    @Test
    void theWholeStockCanBeBought() {
        assertThat(new Cart(List.of(item(MUG, 3))).lines(offers(MUG))).hasSize(1);
    }

    @Test
    void everyProductWithTooLittleStockIsNamed() {
        assertThat(shortages(new Cart(List.of(item(MUG, 4), item(YEN, 1), item(TEA, 11))), MUG, TEA,
                new Offer(YEN.product(), "YEN", "Fan", TEA.price(), 1)))
                .containsExactlyInAnyOrder(new Shortage(MUG.product().value(), 4, 3), new Shortage(TEA.product().value(), 11, 10));
    }

    @Test
    void everyUnknownProductIsNamedByItsPointer() {
        assertThat(violations(new Cart(List.of(item(MUG, 1), item(TEA, 1), item(MUG, 2), item(YEN, 99))), TEA))
                .containsExactly("/items/0/product_id unknown_product", "/items/2/product_id unknown_product",
                        "/items/3/product_id unknown_product");
    }

    @Test
    void currenciesDoNotMix() {
        assertThat(violations(new Cart(List.of(item(TEA, 1), item(YEN, 1))), TEA, YEN)).containsExactly("/items mixed_currencies");
    }

    @Test
    void aTotalThatOverflowsIsRefused() {
        for (var cart : List.of(new Cart(List.of(item(DEAR, 2))), new Cart(List.of(item(DEAR, 1), item(TEA, 1))))) {
            assertThat(describe(catchThrowableOfType(Invalid.class, () -> Cart.total(cart.lines(offers(DEAR, TEA))))).errors())
                    .extracting(error -> error.pointer() + " " + error.code()).containsExactly("/items total_out_of_range");
        }
    }

    private static List<Shortage> shortages(Cart cart, Offer... offers) {
        return describe(catchThrowableOfType(InsufficientStock.class, () -> cart.lines(offers(offers)))).shortages();
    }

    private static List<String> violations(Cart cart, Offer... offers) {
        return describe(catchThrowableOfType(Invalid.class, () -> cart.lines(offers(offers)))).errors().stream()
                .map(error -> error.pointer() + " " + error.code()).toList();
    }

    private static Problem describe(Failure failure) {
        assertThat(failure).as("refused").isNotNull();
        return ProblemResponses.describe(failure, new RequestContext("/", "a request"));
    }

    private static NewOrderItem item(Offer offer, int quantity) {
        return new NewOrderItem(offer.product(), quantity);
    }

    private static StockSnapshot offers(Offer... offers) {
        return new StockSnapshot(List.of(offers));
    }
}
