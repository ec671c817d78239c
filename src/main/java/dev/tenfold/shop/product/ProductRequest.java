package dev.tenfold.shop.product;

import dev.tenfold.api.http.OneLine;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** The new values of a product. */
record ProductRequest(
        @NotNull @Pattern(regexp = SKU) @Schema(example = "TEA-EARLGREY-100") String sku,
        @NotBlank @OneLine @CodePointLength(max = 200) @Schema(example = "Earl Grey, 100 g", minLength = 1) String name,
        @CodePointLength(max = 10_000) @Schema(example = "Black tea with oil of bergamot.") @Nullable String description,
        @NotNull @Pattern(regexp = CATEGORY) @Schema(example = "tea") String category,
        @NotNull @Valid PriceRequest price) {

    static final String SKU = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";
    static final String CATEGORY = "^[a-z0-9][a-z0-9-]{0,63}$";

    ProductDetails toDetails() {
        return new ProductDetails(sku, name, description == null ? "" : description, category, price.toMoney());
    }

    static ProductRequest of(Product product) {
        return new ProductRequest(product.sku(), product.name(), product.description(), product.category(),
                PriceRequest.of(product.price()));
    }
}
