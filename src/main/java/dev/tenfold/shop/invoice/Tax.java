package dev.tenfold.shop.invoice;

import dev.tenfold.shop.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The tax on an invoice. It is part of the total.
 * @param label the name of the tax
 * @param rate 0.19 is 19 %
 */
record Tax(String label, BigDecimal rate, Money amount) {

    private static final int PERCENT = 2; // digits

    /** The tax in a total, rounded once and half up to a whole minor unit. Empty if no rate is set. */
    static Optional<Tax> of(InvoiceProperties settings, Money total) {
        return Optional.ofNullable(settings.taxRate()).map(rate -> {
            BigDecimal amount = BigDecimal.valueOf(total.amount()).multiply(rate).divide(BigDecimal.ONE.add(rate), 0, RoundingMode.HALF_UP);
            return new Tax(settings.taxLabel(), rate, new Money(amount.longValueExact(), total.currency()));
        });
    }

    /** The total without the tax. */
    Money net(Money total) {
        return new Money(Math.subtractExact(total.amount(), amount.amount()), total.currency());
    }

    /** The rate for people: {@code 19 %}. */
    String percent() {
        return rate.movePointRight(PERCENT).stripTrailingZeros().toPlainString() + " %";
    }
}
