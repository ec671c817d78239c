package dev.tenfold.shop.productimport;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Another service whose product files can be imported. */
enum ImportProfile {
    SHOPIFY, WOOCOMMERCE, GOOGLE_MERCHANT;

    /** The names that {@link #of} accepts, as a regular expression. */
    static final String NAMES = "^(shopify|woocommerce|google-merchant)$";

    /** The category of a new product whose file has none: these services do not require one. */
    static final String NO_CATEGORY = "uncategorized";

    static ImportProfile of(String name) {
        return Arrays.stream(values()).filter(profile -> profile.value().equals(name)).findFirst().orElseThrow();
    }

    private String value() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether prices in these files may have a currency. */
    boolean hasCurrencies() {
        return this == GOOGLE_MERCHANT;
    }

    /** @param currency of prices that do not name one */
    RowMapper mapper(@Nullable String currency) {
        return switch (this) {
            case SHOPIFY -> new ShopifyRows(currency);
            case WOOCOMMERCE -> new WooCommerceRows(currency);
            case GOOGLE_MERCHANT -> new GoogleMerchantRows(currency);
        };
    }
}
