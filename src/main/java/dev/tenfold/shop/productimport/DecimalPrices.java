package dev.tenfold.shop.productimport;

import dev.tenfold.shop.money.IsoCurrency.IsoCurrencyValidator;
import dev.tenfold.shop.product.PriceRequest;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads prices as shops write them, such as {@code 19.99 USD}. A price that could mean two things is refused: {@code 1,299} is 1299 in one
 * country and 1.299 in another.
 */
final class DecimalPrices {

    private static final String RULE = "must be a price such as 19.99 or 1,299.00";

    private static final Pattern PRICE = Pattern.compile("(?:([A-Za-z]{3})\\s*)?([0-9][0-9.,]{0,30})(?:\\s*([A-Za-z]{3}))?");
    private static final Pattern PLAIN = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");
    /** A comma before two digits at the end, where a group of thousands would have three. */
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[0-9]+,[0-9]{1,2}");
    private static final Pattern COMMA_GROUPS = Pattern.compile("[0-9]{1,3}(?:,[0-9]{3})+\\.[0-9]{1,2}");
    private static final Pattern POINT_GROUPS = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{3})+,[0-9]{1,2}");

    private final @Nullable String currency;

    /** @param currency of prices that do not name one */
    DecimalPrices(@Nullable String currency) {
        this.currency = currency;
    }

    /** The price of a cell; null with an error if it cannot be read, and null if the column is absent. */
    @Nullable
    PriceRequest price(String value, RowCells cells) {
        String text = cells.filled(value, RULE);
        if (text == null) {
            return null;
        }
        Matcher parts = PRICE.matcher(text.strip().replace('\u00A0', ' '));
        if (!parts.matches() || (parts.group(1) != null && parts.group(3) != null)) {
            cells.refuse(value, "wrong_type", RULE);
            return null;
        }
        String written = parts.group(1) == null ? parts.group(3) : parts.group(1);
        String code = written == null ? currency : written;
        if (code == null) {
            cells.refuse(value, "required", "has no currency: write 19.99 USD, or send the parameter currency");
            return null;
        }
        if (!IsoCurrencyValidator.isKnown(code)) {
            cells.refuse(value, "unknown_currency", "must have an ISO 4217 currency code such as USD");
            return null;
        }
        return minorUnits(value, parts.group(2), code, cells);
    }

    private static @Nullable PriceRequest minorUnits(String value, String number, String code, RowCells cells) {
        int digits = Math.max(0, Currency.getInstance(code).getDefaultFractionDigits());
        BigDecimal amount = amount(number, digits);
        if (amount == null) {
            cells.refuse(value, "wrong_type", RULE + "; it is not clear what " + number + " is in " + code);
            return null;
        }
        boolean isExact = amount.scale() <= Math.max(digits, 2) && amount.stripTrailingZeros().scale() <= digits; // 1299.00 JPY
        if (!isExact) {
            cells.refuse(value, "wrong_type", "has more decimals than " + code + ", which has " + digits);
            return null;
        }
        if (amount.precision() - amount.scale() > 15) {
            cells.refuse(value, "out_of_range", "has too many digits");
            return null;
        }
        return new PriceRequest(amount.movePointRight(digits).longValueExact(), code);
    }

    private static @Nullable BigDecimal amount(String number, int digits) {
        if (PLAIN.matcher(number).matches()) {
            return new BigDecimal(number);
        }
        if (digits == 2 && DECIMAL_COMMA.matcher(number).matches()) {
            return new BigDecimal(number.replace(',', '.'));
        }
        if (COMMA_GROUPS.matcher(number).matches()) {
            return new BigDecimal(number.replace(",", ""));
        }
        return POINT_GROUPS.matcher(number).matches() ? new BigDecimal(number.replace(".", "").replace(',', '.')) : null;
    }
}
