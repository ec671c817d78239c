package dev.tenfold.shop.order;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The payment of an order as clients see it. */
@Schema(name = "OrderPayment")
record PaymentResponse(
        @Schema(description = "`paid` once the payment provider or an admin has confirmed the payment, also if the order was cancelled later.",
                example = "paid") Status status,
        @Schema(description = "The payment provider's reference for the payment. It is null while the order is `unpaid`.",
                example = "pi_3PqV2e", maxLength = 200) @Nullable String reference,
        @Schema(description = "When the payment was confirmed. It is null while the order is `unpaid`, and for orders that were paid and sent before the service stored this time.") @Nullable Instant paidAt) {

    /** Whether an order is paid. */
    enum Status {
        UNPAID, PAID;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static PaymentResponse of(Order order) {
        Order.Payment payment = order.payment();
        return payment == null ? new PaymentResponse(Status.UNPAID, null, null)
                : new PaymentResponse(Status.PAID, payment.reference(), payment.paidAt());
    }
}
