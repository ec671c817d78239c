package dev.tenfold.shop.order;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.tenfold.shop.order.OrderStatus.CANCELLED;
import static dev.tenfold.shop.order.OrderStatus.DELIVERED;
import static dev.tenfold.shop.order.OrderStatus.EXPIRED;
import static dev.tenfold.shop.order.OrderStatus.PAID;
import static dev.tenfold.shop.order.OrderStatus.PENDING;
import static dev.tenfold.shop.order.OrderStatus.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OrderStatusTest {

    private static final Map<OrderStatus, Set<OrderStatus>> LEGAL = Map.of(PENDING, Set.of(PAID, CANCELLED, EXPIRED), PAID,
            Set.of(SHIPPED, CANCELLED), SHIPPED, Set.of(DELIVERED), DELIVERED, Set.of(), CANCELLED, Set.of(), EXPIRED, Set.of());

    @ParameterizedTest
    @EnumSource
    void onlyTheDocumentedChangesAreAllowed(OrderStatus status) {
        assertThat(Arrays.stream(OrderStatus.values()).filter(status::canBecome)).containsExactlyInAnyOrderElementsOf(LEGAL.get(status));
    }

    @ParameterizedTest
    @EnumSource
    void theStatusesBeforeAStatusAreKnown(OrderStatus status) {
        assertThat(status.before()).allMatch(before -> LEGAL.get(before).contains(status))
                .hasSize((int) LEGAL.values().stream().filter(next -> next.contains(status)).count());
    }

    @Test
    void cancelledAndExpiredOrdersReturnTheirStock() {
        assertThat(Arrays.stream(OrderStatus.values()).filter(OrderStatus::returnsStock)).containsExactly(CANCELLED, EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void aStatusIsParsedFromItsName(OrderStatus status) {
        assertThat(OrderStatus.of(status.value())).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENDING", "", "pending ", "refunded"})
    void otherNamesAreNoStatus(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> OrderStatus.of(name));
    }
}
