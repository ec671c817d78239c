package dev.tenfold.shop.productimport;

import dev.tenfold.shop.product.PriceRequest;
import dev.tenfold.shop.product.ProductRow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Product files of Google Merchant Center, which are separated by tabs. Each item becomes a product with its {@code id} as the SKU. The price is
 * {@code price}, not {@code sale_price}. Such a file has no quantities unless it has a column {@code quantity}.
 */
final class GoogleMerchantRows implements RowMapper {

    private static final Map<String, List<String>> COLUMNS = Map.ofEntries(
            Map.entry("id", List.of("id", "g:id")),
            Map.entry("title", List.of("title", "g:title")),
            Map.entry("description", List.of("description", "g:description")),
            Map.entry("category",
                    List.of("product_type", "g:product_type", "google_product_category", "g:google_product_category")),
            Map.entry("price", List.of("price", "g:price")),
            Map.entry("stock", List.of("quantity", "g:quantity")));

    private final DecimalPrices prices;

    GoogleMerchantRows(@Nullable String currency) {
        this.prices = new DecimalPrices(currency);
    }

    @Override
    public Map<String, List<String>> columns() {
        return COLUMNS;
    }

    @Override
    public List<String> missing(Columns columns) {
        return lacking(columns, "id", "title", "price");
    }

    @Override
    public Row row(long line, RowCells cells) {
        String id = cells.textOrEmpty("id");
        if (id.isEmpty()) {
            cells.refuse("id", "required", "is empty; each item needs an id");
        }
        String title = cells.filled("title", "each item needs a title");
        String category = cells.textOrEmpty("category");
        PriceRequest price = prices.price("price", cells);
        Long stock = Stocks.stock("stock", cells);
        String description = cells.text("description");
        return cells.hasErrors() ? cells.refused(line) : Row.of(line, new ProductRow(id, title, description,
                category.isEmpty() ? null : category, ImportProfile.NO_CATEGORY, price, stock));
    }
}
