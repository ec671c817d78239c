package dev.tenfold.shop.product;

import dev.tenfold.api.http.OneLine;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/**
 * Which products a client asks for, and in what order.
 * @param category only products of this category
 * @param q words that the name, the SKU or the description contains, as typed into a search box
 * @param minPrice the lowest price, in minor units
 * @param maxPrice the highest price, in minor units
 * @param inStock only what is in stock, or only what is not
 * @param sort the order; {@code -created_at} if null
 */
record ProductFilter(
        @Parameter(
                description = "Only products in the category with exactly this name. Spaces around it are ignored.") @OneLine @CodePointLength(
                        min = 1, max = ProductRequest.LONGEST_NAME) @Nullable String category,
        @Parameter(description = Q) @CodePointLength(min = 1, max = 200) @Nullable String q,
        @Parameter(name = "min_price",
                description = "The lowest price, in minor units.") @BindParam("min_price") @PositiveOrZero @Max(PriceRequest.MOST) @Nullable Long minPrice,
        @Parameter(name = "max_price",
                description = "The highest price, in minor units.") @BindParam("max_price") @PositiveOrZero @Max(PriceRequest.MOST) @Nullable Long maxPrice,
        @Parameter(name = "in_stock",
                description = "`true`: only products in stock. `false`: only products that are out of stock.") @BindParam("in_stock") @Nullable Boolean inStock,
        @Parameter(description = "The sort order.",
                schema = @Schema(defaultValue = "-created_at")) @Pattern(
                        regexp = "^(-created_at|price|-price|name)$") @Nullable String sort) {

    static final String Q = """
            Words that the name, the SKU or the description has, in any case and any English form, with or without accents: `cafe` finds `Café`. \
            The last word may be incomplete: `earl gr` finds `Earl Grey`. End it with a space, or put it in quotes, to find only the whole word. \
            In Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese, any part of a text is found. \
            Supports `"a phrase"`, `or` and `-not`.""";

    ProductFilter {
        category = ProductRequest.category(category);
    }

    ProductSort order() {
        return ProductSort.of(sort);
    }

    /** The filter and the sort as one text. A cursor is valid only for the same scope. */
    String scope() {
        return String.join("\u0000", "products", text(category), text(q), text(minPrice), text(maxPrice), text(inStock), order().name());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
