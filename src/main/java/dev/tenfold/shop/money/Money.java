package dev.tenfold.shop.money;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;

/**
 * An amount of money that is never negative, in minor units (cents of USD, whole yen of JPY) of an ISO 4217 currency. All arithmetic is
 * exact: a result that does not fit 64 bits throws an {@link ArithmeticException}.
 */
@Schema(description = "An amount in minor units of a currency: 1999 with USD means 19.99 dollars.")
public record Money(
        @Schema(example = "1999", minimum = "0", maximum = "9223372036854775807", description = "In minor units.") long amount,
        @Schema(example = "USD", pattern = "^[A-Z]{3}$", description = "The currency code (ISO 4217).") String currency) {

    public Money {
        if (amount < 0) {
            throw new IllegalArgumentException("negative amount: " + amount);
        }
    }

    public static Money zero(String currency) {
        return new Money(0, currency);
    }

    /** The amount for people, in the currency's major unit: {@code 1,234.50 USD}. */
    public String toText() {
        int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        return String.format(Locale.ROOT, "%,." + digits + "f %s", BigDecimal.valueOf(amount, digits), currency);
    }

    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot add " + currency + " and " + other.currency);
        }
        return new Money(Math.addExact(amount, other.amount), currency);
    }

    public Money times(long factor) {
        return new Money(Math.multiplyExact(amount, factor), currency);
    }
}
