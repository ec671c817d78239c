package dev.tenfold.shop.product;

import dev.tenfold.api.http.OneLine;
import dev.tenfold.api.http.PlainText;
import dev.tenfold.api.http.Text;
import dev.tenfold.api.http.Utf8Length;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** A new product with its initial stock. */
public record NewProductRequest(
        @NotNull @Sku @CodePointLength(min = 1, max = ProductRequest.LONGEST_SKU) @Schema(example = "TEA-EARLGREY-100",
                description = ProductRequest.SKU) String sku,
        @NotBlank @OneLine @CodePointLength(max = ProductRequest.LONGEST_NAME) @Schema(example = "Earl Grey, 100 g", minLength = 1,
                description = ProductRequest.NAME) String name,
        @Utf8Length(max = ProductRequest.LONGEST_DESCRIPTION) @PlainText @Schema(example = "Black tea with oil of bergamot.",
                maxLength = ProductRequest.LONGEST_DESCRIPTION, description = ProductRequest.DESCRIPTION) @Nullable String description,
        @NotBlank @OneLine @CodePointLength(max = ProductRequest.LONGEST_NAME) @Schema(example = "Tea > Black tea", minLength = 1,
                description = ProductRequest.CATEGORY) String category,
        @NotNull @Valid PriceRequest price,
        @PositiveOrZero @Max(1_000_000_000) @Schema(example = "250", description = "The default is 0.") @Nullable Long initialStock) {

    /** Text is stored in one form, so that equal texts are found. */
    @SuppressWarnings("NullAway") // a missing value is refused by its constraint
    public NewProductRequest {
        sku = Text.nfcOrNull(sku);
        name = Text.nfcOrNull(name);
        description = ProductRequest.description(description);
        category = ProductRequest.category(category);
    }

    public NewProduct toNewProduct() {
        return new NewProduct(new ProductRequest(sku, name, description, category, price).toDetails(),
                initialStock == null ? 0 : initialStock);
    }
}
