package dev.tenfold.shop.product;

import dev.tenfold.api.http.OneLine;
import dev.tenfold.api.http.PlainText;
import dev.tenfold.api.http.Text;
import dev.tenfold.api.http.Utf8Length;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** The new values of a product. */
record ProductRequest(
        @NotNull @Sku @CodePointLength(min = 1, max = LONGEST_SKU) @Schema(example = "TEA-EARLGREY-100", description = SKU) String sku,
        @NotBlank @OneLine @CodePointLength(max = LONGEST_NAME) @Schema(example = "Earl Grey, 100 g", minLength = 1,
                description = NAME) String name,
        @Utf8Length(max = LONGEST_DESCRIPTION) @PlainText @Schema(example = "Black tea with oil of bergamot.",
                maxLength = LONGEST_DESCRIPTION, description = DESCRIPTION) @Nullable String description,
        @NotBlank @OneLine @CodePointLength(max = LONGEST_NAME) @Schema(example = "Tea > Black tea", minLength = 1,
                description = CATEGORY) String category,
        @NotNull @Valid PriceRequest price) {

    static final int LONGEST_SKU = 100;
    static final int LONGEST_NAME = 200;
    static final int LONGEST_DESCRIPTION = 65_536; // bytes

    static final String SKU =
            "Your own number of the product: printable characters, without a space at its beginning or end. Two products must not have SKUs that differ only in upper and lower case.";
    static final String NAME = "One line with something visible in it.";
    static final String DESCRIPTION =
            "Any number of lines, up to 65,536 bytes in UTF-8. No control characters but line feeds and tabs; CR LF becomes LF.";
    static final String CATEGORY = "The name of the category: one line with something visible in it. Spaces around it are removed.";

    /** Text is stored in one form, so that equal texts are found. */
    @SuppressWarnings("NullAway") // a missing value is refused by its constraint
    ProductRequest {
        sku = Text.nfcOrNull(sku);
        name = Text.nfcOrNull(name);
        description = description(description);
        category = category(category);
    }

    /** A description as it is stored; null if it is missing. */
    static @Nullable String description(@Nullable String description) {
        return description == null ? null : Text.nfc(Text.unixLines(description));
    }

    /** The name of a category as it is stored; null if it is missing. */
    static @Nullable String category(@Nullable String category) {
        return category == null ? null : Text.nfc(category.strip());
    }

    ProductDetails toDetails() {
        return new ProductDetails(sku, name, description == null ? "" : description, category, price.toMoney());
    }

    static ProductRequest of(Product product) {
        return new ProductRequest(product.sku(), product.name(), product.description(), product.category(),
                PriceRequest.of(product.price()));
    }
}
