package dev.tenfold.shop.product;

import dev.tenfold.api.http.Text;
import java.util.Locale;

/** How SKUs are compared: two products must not have SKUs with the same key. */
public final class SkuKey {

    private SkuKey() {}

    /**
     * The same text for all spellings of a SKU that differ only in case or in their Unicode form. Upper case comes first, because some
     * letters have only that in common: ß is SS. For ASCII letters, the database computes the same (V32).
     */
    public static String of(String sku) {
        return Text.nfc(Text.nfc(sku).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    }
}
