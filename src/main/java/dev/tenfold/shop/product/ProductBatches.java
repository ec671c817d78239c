package dev.tenfold.shop.product;

import dev.tenfold.cache.cache.CacheAside;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.inventory.Inventory;
import dev.tenfold.shop.product.ProductBatchRepository.KnownProduct;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Adds and changes many products with few statements, including stock, ledger, events and caches. */
@Service
public class ProductBatches {

    private static final int MOST_ATTEMPTS = 5;

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
     * Adds products with a new SKU and changes the others, but not their stock, in the current transaction. Products that stay as they are
     * are only read: to write them costs much more.
     * @param rows no two with the same {@link SkuKey}
     */
    public BatchResult put(List<ProductRow> rows) {
        if (rows.isEmpty()) {
            return new BatchResult(0, 0, 0, List.of());
        }
        Instant now = clock.instant();
        List<WrittenProduct> written = new ArrayList<>();
        List<ProductRow> incomplete = new ArrayList<>();
        List<ProductRow> rest = rows;
        for (int attempt = 1; !rest.isEmpty(); attempt++) { // again only if another transaction has just added a product with the same SKU
            if (attempt > MOST_ATTEMPTS) {
                throw new IllegalStateException("Others add and delete products with the same SKUs all the time");
            }
            List<ProductRow> missing = change(rest, written, now);
            missing.stream().filter(row -> !row.isComplete()).forEach(incomplete::add);
            rest = add(missing.stream().filter(ProductRow::isComplete).toList(), written, now);
        }
        List<WrittenProduct> added = written.stream().filter(WrittenProduct::isAdded).toList();
        inventory.open(added.stream().map(WrittenProduct::stock).toList(), now);
        written.stream().filter(it -> !it.isAdded()).forEach(it -> cache.invalidate(it.product().id()));
        pages.changed(written.stream().flatMap(WrittenProduct::categories).collect(Collectors.toUnmodifiableSet()));
        events.written(written, now);
        return new BatchResult(added.size(), written.size() - added.size(), rows.size() - written.size() - incomplete.size(), incomplete);
    }

    /** Changes the products that exist, and returns the rows of the others. */
    private List<ProductRow> change(List<ProductRow> rows, List<WrittenProduct> written, Instant now) {
        Set<ProductRow> missing = new LinkedHashSet<>(rows);
        for (KnownProduct known : products.change(rows, now)) {
            missing.remove(known.row());
            if (known.changed() != null) {
                written.add(known.changed());
            }
        }
        return List.copyOf(missing);
    }

    /** Adds products, and returns the rows whose product another transaction has added. */
    private List<ProductRow> add(List<ProductRow> rows, List<WrittenProduct> written, Instant now) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<WrittenProduct> added = products.add(rows, now);
        written.addAll(added);
        Set<String> skus = added.stream().map(it -> it.product().sku()).collect(Collectors.toUnmodifiableSet());
        return rows.stream().filter(row -> !skus.contains(row.sku())).toList();
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
