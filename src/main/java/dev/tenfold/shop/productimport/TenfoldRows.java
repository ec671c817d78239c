package dev.tenfold.shop.productimport;

import dev.tenfold.shop.product.PriceRequest;
import dev.tenfold.shop.product.ProductRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files with our own columns. Only the SKU is needed; a column that is absent changes nothing. */
final class TenfoldRows implements RowMapper {

    private static final String SKU = "sku";
    private static final String NAME = "name";
    private static final String DESCRIPTION = "description";
    private static final String CATEGORY = "category";
    private static final String AMOUNT = "price_amount";
    private static final String CURRENCY = "price_currency";
    private static final String STOCK = "initial_stock";
    private static final String HINT = "leave the column out to keep what is stored";

    private static final Map<String, List<String>> COLUMNS = new LinkedHashMap<>();

    static {
        List.of(SKU, NAME, DESCRIPTION, CATEGORY, AMOUNT, CURRENCY, STOCK).forEach(name -> COLUMNS.put(name, List.of(name)));
    }

    private final @Nullable String currency;

    /** @param currency of the prices whose row does not have one */
    TenfoldRows(@Nullable String currency) {
        this.currency = currency;
    }

    @Override
    public Map<String, List<String>> columns() {
        return COLUMNS;
    }

    @Override
    public List<String> missing(Columns columns) {
        List<String> missing = new ArrayList<>();
        if (!columns.has(SKU)) {
            missing.add(SKU);
        }
        if (columns.has(AMOUNT) && !columns.has(CURRENCY) && currency == null) {
            missing.add("price_currency (or the parameter currency)");
        }
        if (columns.has(CURRENCY) && !columns.has(AMOUNT)) {
            missing.add(AMOUNT);
        }
        return missing;
    }

    @Override
    public boolean ignoresOthers() {
        return false;
    }

    @Override
    public Row row(long line, RowCells cells) {
        String sku = cells.filled(SKU, "each row needs its SKU");
        if (sku == null && !cells.hasErrors()) {
            cells.refuse(SKU, "required", "is missing: the row has too few cells");
        }
        String name = cells.filled(NAME, HINT);
        String description = cells.text(DESCRIPTION);
        String category = cells.filled(CATEGORY, HINT);
        PriceRequest price = price(cells);
        String stock = cells.text(STOCK);
        Long pieces = stock == null || stock.isBlank() ? null : cells.number(STOCK, stock, Stocks.RULE);
        return sku == null || cells.hasErrors() ? cells.refused(line)
                : Row.of(line, new ProductRow(sku, name, description, category, null, price, pieces));
    }

    private @Nullable PriceRequest price(RowCells cells) {
        String text = cells.filled(AMOUNT, RowCells.MINOR_UNITS);
        if (text == null) {
            return null;
        }
        Long amount = cells.number(AMOUNT, text, RowCells.MINOR_UNITS);
        String code = currency(cells);
        if (code == null && !cells.hasErrors()) {
            cells.refuse(CURRENCY, "required", "is missing: the row has too few cells");
        }
        return amount == null || code == null ? null : new PriceRequest(amount, code);
    }

    private @Nullable String currency(RowCells cells) {
        String written = currency == null ? cells.filled(CURRENCY, "or send the parameter currency") : cells.text(CURRENCY);
        return written == null || written.isBlank() ? currency : written.strip();
    }
}
