package dev.tenfold.shop.productimport;

import dev.tenfold.shop.product.PriceRequest;
import dev.tenfold.shop.product.ProductRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Product files of WooCommerce. A simple product and a variation become products; a variable product only gives its name and category to its
 * variations. Grouped products are passed over, and products of other shops ({@code external}) are refused. A product without a SKU gets one
 * from its id. Of several categories, the first one counts, and the price is the regular one.
 */
final class WooCommerceRows implements RowMapper {

    private static final Map<String, List<String>> COLUMNS = Map.ofEntries(
            Map.entry("id", List.of("id")),
            Map.entry("type", List.of("type")),
            Map.entry("sku", List.of("sku")),
            Map.entry("name", List.of("name")),
            Map.entry("description", List.of("description")),
            Map.entry("category", List.of("categories")),
            Map.entry("price", List.of("regular_price")),
            Map.entry("stock", List.of("stock")),
            Map.entry("parent", List.of("parent")),
            Map.entry("published", List.of("published")),
            Map.entry("option1", List.of("attribute_1_value(s)")),
            Map.entry("option2", List.of("attribute_2_value(s)")),
            Map.entry("option3", List.of("attribute_3_value(s)")));
    /** A comma separates categories; one within a name has a backslash before it. */
    private static final Pattern NEXT_CATEGORY = Pattern.compile("(?<!\\\\),");

    private final DecimalPrices prices;
    private final Map<String, VariableProduct> parents = new HashMap<>();

    /** What a variable product gives to its variations. */
    private record VariableProduct(String name, String category, boolean isPublished) {}

    WooCommerceRows(@Nullable String currency) {
        this.prices = new DecimalPrices(currency);
    }

    @Override
    public Map<String, List<String>> columns() {
        return COLUMNS;
    }

    @Override
    public List<String> missing(Columns columns) {
        List<String> missing = new ArrayList<>(lacking(columns, "type", "name", "price"));
        if (!columns.has("sku") && !columns.has("id")) {
            missing.add("sku");
        }
        return missing;
    }

    @Override
    public @Nullable Row row(long line, RowCells cells) {
        Set<String> types = Stream.of(cells.textOrEmpty("type").toLowerCase(Locale.ROOT).split(",", -1)).map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
        String name = cells.textOrEmpty("name");
        String category = NEXT_CATEGORY.split(cells.textOrEmpty("category"), 2)[0].replace("\\,", ",").strip();
        if (types.contains("variable") && !cells.hasErrors()) {
            var parent = new VariableProduct(name, category, isPublished(cells));
            parents.put("id:" + cells.textOrEmpty("id"), parent);
            String sku = cells.textOrEmpty("sku");
            if (!sku.isEmpty()) { // otherwise it would be the parent of variations that name none
                parents.put(sku, parent);
            }
            return null;
        }
        if (types.contains("grouped") && !cells.hasErrors()) {
            return null;
        }
        boolean isPublished = isPublished(cells);
        if (types.contains("variation")) {
            VariableProduct parent = parents.get(cells.textOrEmpty("parent"));
            if (parent == null) {
                cells.refuse("parent", "unknown_parent", "is not the SKU or id of a variable product in an earlier row");
            } else {
                name = name.isEmpty() || name.equals(parent.name()) ? parent.name() + options(cells) : name;
                category = category.isEmpty() ? parent.category() : category;
                isPublished &= parent.isPublished();
            }
        } else if (!types.contains("simple")) {
            cells.refuse("type", "wrong_type", "must be simple, variable, variation or grouped");
        }
        return product(line, name, category, isPublished, cells);
    }

    private static boolean isPublished(RowCells cells) {
        return Set.of("", "1").contains(cells.textOrEmpty("published"));
    }

    private Row product(long line, String name, String category, boolean isPublished, RowCells cells) {
        String sku = cells.textOrEmpty("sku");
        String id = cells.textOrEmpty("id");
        if (sku.isEmpty() && id.isEmpty()) {
            cells.refuse("sku", "required", "is empty, and so is the ID");
        }
        if (!isPublished) {
            cells.refuse("published", "not_published", "is not published there; here, customers would see the product at once");
        }
        PriceRequest price = prices.price("price", cells);
        Long stock = Stocks.stock("stock", cells);
        String description = cells.text("description");
        description = description == null ? null : description.replace("\\n", "\n"); // the export writes line feeds so
        if (cells.hasErrors()) {
            return cells.refused(line);
        }
        return Row.of(line,
                new ProductRow(sku.isEmpty() ? "woocommerce-" + id : sku, name, description, category.isEmpty() ? null : category,
                        ImportProfile.NO_CATEGORY, price, stock));
    }

    private static String options(RowCells cells) {
        List<String> options =
                Stream.of("option1", "option2", "option3").map(cells::textOrEmpty).filter(option -> !option.isEmpty()).toList();
        return options.isEmpty() ? "" : " - " + String.join(" / ", options);
    }
}
