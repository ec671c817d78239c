package dev.tenfold.shop.productimport;

import dev.tenfold.shop.product.PriceRequest;
import dev.tenfold.shop.product.ProductRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Product files of Shopify. Each variant becomes a product with the name {@code Title - Option 1 / Option 2}. The rows after the first one of a
 * product have only its handle: they have its title, category and description. Rows with no more than another picture are passed over. A
 * variant without a SKU gets one from its handle and options.
 */
final class ShopifyRows implements RowMapper {

    private static final Map<String, List<String>> COLUMNS = Map.ofEntries(
            Map.entry("handle", List.of("handle", "url_handle")),
            Map.entry("title", List.of("title")),
            Map.entry("description", List.of("body_(html)", "body_html", "description")),
            Map.entry("category", List.of("type", "custom_product_type", "standard_product_type", "product_category")),
            Map.entry("option1", List.of("option1_value")),
            Map.entry("option2", List.of("option2_value")),
            Map.entry("option3", List.of("option3_value")),
            Map.entry("sku", List.of("variant_sku", "sku")),
            Map.entry("price", List.of("variant_price", "price")),
            Map.entry("stock", List.of("variant_inventory_qty", "inventory_quantity")),
            Map.entry("published", List.of("published", "published_on_online_store")),
            Map.entry("status", List.of("status")));
    /** The option of a product without variants. */
    private static final String NO_OPTION = "Default Title";
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final DecimalPrices prices;
    private HandleValues parent = new HandleValues("", "", null, "", true);

    /** What the rows of one handle have in common. */
    private record HandleValues(String handle, String title, @Nullable String description, String category, boolean isPublished) {}

    ShopifyRows(@Nullable String currency) {
        this.prices = new DecimalPrices(currency);
    }

    @Override
    public Map<String, List<String>> columns() {
        return COLUMNS;
    }

    @Override
    public List<String> missing(Columns columns) {
        return lacking(columns, "handle", "title", "price");
    }

    @Override
    public @Nullable Row row(long line, RowCells cells) {
        String handle = cells.textOrEmpty("handle");
        String title = cells.textOrEmpty("title");
        if (!title.isEmpty()) {
            parent = new HandleValues(handle, title, cells.text("description"), cells.textOrEmpty("category"), isPublished(cells));
        }
        List<String> options = Stream.of("option1", "option2", "option3").map(cells::textOrEmpty)
                .filter(option -> !option.isEmpty() && !option.equals(NO_OPTION)).toList();
        String sku = cells.textOrEmpty("sku");
        if (title.isEmpty() && sku.isEmpty() && options.isEmpty() && cells.textOrEmpty("price").isEmpty() && !cells.hasErrors()) {
            return null;
        }
        if (!parent.handle().equals(handle)) {
            cells.refuse("title", "required", "is empty, and the row before it has another handle");
        } else if (!parent.isPublished()) {
            cells.refuse("status", "not_published", "is not published there; here, customers would see the product at once");
        }
        PriceRequest price = prices.price("price", cells);
        Long stock = Stocks.stock("stock", cells);
        if (cells.hasErrors()) {
            return cells.refused(line);
        }
        String category = parent.category().isEmpty() ? null : parent.category();
        return Row.of(line, new ProductRow(sku.isEmpty() ? sku(handle, options) : sku, name(options), parent.description(), category,
                ImportProfile.NO_CATEGORY, price, stock));
    }

    private static boolean isPublished(RowCells cells) {
        String status = cells.textOrEmpty("status").toLowerCase(Locale.ROOT);
        return (status.isEmpty() || status.equals("active")) && !cells.textOrEmpty("published").equalsIgnoreCase("false");
    }

    private String name(List<String> options) {
        return options.isEmpty() ? parent.title() : parent.title() + " - " + String.join(" / ", options);
    }

    private static String sku(String handle, List<String> options) {
        return Stream
                .concat(Stream.of(handle), options.stream().map(option -> BLANKS.matcher(option).replaceAll("-").toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("-"));
    }
}
