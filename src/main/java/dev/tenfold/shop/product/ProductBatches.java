package dev.tenfold.shop.product;

import dev.tenfold.cache.cache.CacheAside;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.inventory.Inventory;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Adds and changes many products with few statements, including stock, ledger, events and caches. */
@Service
public class ProductBatches {

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

    /** How many products were added, changed, and left unchanged. */
    public record BatchResult(long added, long changed, long unchanged) {}

    /**
     * Adds products with a new SKU and changes the others, but not their stock, in the current transaction.
     * @param rows no two with the same {@link SkuKey}
     */
    public BatchResult put(List<NewProduct> rows) {
        if (rows.isEmpty()) {
            return new BatchResult(0, 0, 0);
        }
        Instant now = clock.instant();
        List<WrittenProduct> written = products.put(rows, now);
        List<WrittenProduct> added = written.stream().filter(WrittenProduct::isAdded).toList();
        inventory.open(added.stream().map(WrittenProduct::stock).toList(), now);
        written.stream().filter(it -> !it.isAdded()).forEach(it -> cache.invalidate(it.product().id()));
        pages.changed(written.stream().flatMap(WrittenProduct::categories).collect(Collectors.toUnmodifiableSet()));
        events.written(written, now);
        return new BatchResult(added.size(), written.size() - added.size(), rows.size() - written.size());
    }
}
