package dev.tenfold.shop.product;

import dev.tenfold.api.http.Text;
import dev.tenfold.api.problem.Violations;
import dev.tenfold.platform.failure.Failure.Violation;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one row of a file says about a product. A value that is null is absent: it stays as it is, and a new product has to have it.
 * @param description may be absent for a new product too, which then has none
 * @param newCategory the category of a new product if {@code category} is absent
 * @param initialStock only for new products; 0 if absent
 */
public record ProductRow(String sku, @Nullable String name, @Nullable String description, @Nullable String category,
        @Nullable String newCategory, @Nullable PriceRequest price, @Nullable Long initialStock) {

    public ProductRow {
        sku = Text.nfc(sku);
        name = Text.nfcOrNull(name);
        description = ProductRequest.description(description);
        category = ProductRequest.category(category);
    }

    /** SKUs with the same key are the same for the catalog. */
    public String key() {
        return SkuKey.of(sku);
    }

    /** What a new product needs and this row does not have. */
    public List<Violation> missing() {
        List<Violation> missing = new ArrayList<>();
        Stream.of(name == null ? "name" : "", categoryIfNew() == null ? "category" : "", price == null ? "price" : "")
                .filter(member -> !member.isEmpty())
                .forEach(member -> missing.add(new Violation("/" + member, "required", "is needed for a new product")));
        return missing;
    }

    /** The values that are not allowed, by the same rules as for a single product. */
    public List<Violation> violations(Validator validator) {
        String newCategory = categoryIfNew();
        if (name != null && newCategory != null && price != null) {
            return Violations.of(validator.validate(new NewProductRequest(sku, name, description, newCategory, price, initialStock)));
        }
        List<Violation> found = new ArrayList<>(violations(validator, "sku", sku));
        found.addAll(violations(validator, "name", name));
        found.addAll(violations(validator, "description", description));
        found.addAll(violations(validator, "category", category));
        found.addAll(violations(validator, "initialStock", initialStock));
        if (price != null) {
            Violations.of(validator.validate(price))
                    .forEach(it -> found.add(new Violation("/price" + it.pointer(), it.code(), it.detail())));
        }
        return found;
    }

    private static List<Violation> violations(Validator validator, String property, @Nullable Object value) {
        return value == null ? List.of() : Violations.of(validator.validateValue(NewProductRequest.class, property, value));
    }

    /** The new product of a complete row. */
    ProductDetails newDetails() {
        return new ProductDetails(sku, Objects.requireNonNull(name, "the row is complete"), Objects.requireNonNullElse(description, ""),
                Objects.requireNonNull(categoryIfNew(), "the row is complete"),
                Objects.requireNonNull(price, "the row is complete").toMoney());
    }

    boolean isComplete() {
        return name != null && categoryIfNew() != null && price != null;
    }

    @Nullable
    String categoryIfNew() {
        return category == null ? newCategory : category;
    }

    @Nullable
    Long amount() {
        return price == null ? null : price.amount();
    }

    @Nullable
    String currency() {
        return price == null ? null : price.currency();
    }

    long stock() {
        return initialStock == null ? 0 : initialStock;
    }
}
