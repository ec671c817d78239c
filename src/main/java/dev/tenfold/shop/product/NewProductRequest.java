package dev.tenfold.shop.product;

import dev.tenfold.api.http.OneLine;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** A new product with its initial stock. */
public record NewProductRequest(
        @NotNull @Pattern(regexp = ProductRequest.SKU) @Schema(example = "TEA-EARLGREY-100") String sku,
        @NotBlank @OneLine @CodePointLength(max = 200) @Schema(example = "Earl Grey, 100 g", minLength = 1) String name,
        @CodePointLength(max = 10_000) @Schema(example = "Black tea with oil of bergamot.") @Nullable String description,
        @NotNull @Pattern(regexp = ProductRequest.CATEGORY) @Schema(example = "tea") String category,
        @NotNull @Valid PriceRequest price,
        @PositiveOrZero @Max(1_000_000_000) @Schema(example = "250", description = "The default is 0.") @Nullable Long initialStock) {

    public NewProduct toNewProduct() {
        return new NewProduct(new ProductRequest(sku, name, description, category, price).toDetails(),
                initialStock == null ? 0 : initialStock);
    }
}
