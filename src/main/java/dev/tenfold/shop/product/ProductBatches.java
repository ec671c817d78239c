package dev.tenfold.shop.product;

import dev.tenfold.cache.cache.CacheAside;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.inventory.Inventory;
import dev.tenfold.shop.product.ProductBatchRepository.ChangedProduct;
import dev.tenfold.shop.product.ProductBatchRepository.Given;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Adds and changes many products with few statements, including stock, ledger, events and caches. */
@Service
public class ProductBatches {

    private static final Comparator<Given> ALWAYS_IN_THIS_ORDER = Comparator.comparing(Given::description).thenComparing(Given::category);

    private final ProductBatchRepository products;
    private final Inventory inventory;
    private final CacheAside<ProductId, Product> cache;
    private final ProductPages pages;
    private final ProductEvents events;
    private final Clock clock;

    ProductBatches(ProductBatchRepository products, Inventory inventory, ProductService service, ProductPages pages, ProductEvents events,
            Clock clock) {
        this.products = products;
        this.inventory = inventory;
        this.cache = service.cache();
        this.pages = pages;
        this.events = events;
        this.clock = clock;
    }

    /**
     * How many products were added, changed, and left unchanged.
     * @param incomplete the rows whose product does not exist, and which lack something that a new product needs
     */
    public record BatchResult(long added, long changed, long unchanged, List<ProductRow> incomplete) {}

    /**
     * Adds products with a new SKU and changes the others, but not their stock, in the current transaction. Complete rows, and rows that have
     * the same values absent, are written by one statement each.
     * @param rows no two with the same {@link SkuKey}
     */
    public BatchResult put(List<ProductRow> rows) {
        if (rows.isEmpty()) {
            return new BatchResult(0, 0, 0, List.of());
        }
        Instant now = clock.instant();
        List<WrittenProduct> written = new ArrayList<>();
        rows.stream().filter(ProductRow::isComplete)
                .collect(Collectors.groupingBy(Given::of, () -> new TreeMap<>(ALWAYS_IN_THIS_ORDER), Collectors.toList()))
                .forEach((given, complete) -> written.addAll(products.put(complete, given, now)));
        List<ProductRow> incomplete = change(rows.stream().filter(row -> !row.isComplete()).toList(), written, now);

        List<WrittenProduct> added = written.stream().filter(WrittenProduct::isAdded).toList();
        inventory.open(added.stream().map(WrittenProduct::stock).toList(), now);
        written.stream().filter(it -> !it.isAdded()).forEach(it -> cache.invalidate(it.product().id()));
        pages.changed(written.stream().flatMap(WrittenProduct::categories).collect(Collectors.toUnmodifiableSet()));
        events.written(written, now);
        return new BatchResult(added.size(), written.size() - added.size(), rows.size() - written.size() - incomplete.size(), incomplete);
    }

    /** Changes the products that exist, and returns the rows of the others. */
    private List<ProductRow> change(List<ProductRow> rows, List<WrittenProduct> written, Instant now) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<String, ProductRow> missing = rows.stream().collect(Collectors.toMap(ProductRow::sku, Function.identity()));
        for (ChangedProduct known : products.change(rows, now)) {
            missing.remove(known.rowSku());
            if (known.product() != null) {
                written.add(known.product());
            }
        }
        return List.copyOf(missing.values());
    }

    /** What {@link #put} would do now. Writes nothing and locks nothing. */
    public BatchResult preview(List<ProductRow> rows) {
        Map<String, Boolean> known = rows.isEmpty() ? Map.of() : products.preview(rows);
        List<ProductRow> others = rows.stream().filter(row -> !known.containsKey(row.sku())).toList();
        List<ProductRow> incomplete = others.stream().filter(row -> !row.isComplete()).toList();
        long changed = known.values().stream().filter(changes -> changes).count();
        return new BatchResult(others.size() - incomplete.size(), changed, known.size() - changed, incomplete);
    }
}
