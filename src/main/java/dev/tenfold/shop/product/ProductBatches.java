package dev.tenfold.shop.product;

import dev.tenfold.cache.cache.CacheAside;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.platform.tracing.CurrentTrace;
import dev.tenfold.shop.product.ProductBatchRepository.WrittenProduct;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Service;

/** Adds and changes many products with few statements, including stock, ledger, events and caches. */
@Service
public class ProductBatches {

    private final ProductBatchRepository products;
    private final CacheAside<ProductId, Product> cache;
    private final ProductPages pages;
    private final Outbox outbox;
    private final Clock clock;
    private final CurrentTrace trace;

    ProductBatches(ProductBatchRepository products, ProductService service, ProductPages pages, Outbox outbox, Clock clock,
            CurrentTrace trace) {
        this.products = products;
        this.cache = service.cache();
        this.pages = pages;
        this.outbox = outbox;
        this.clock = clock;
        this.trace = trace;
    }

    /** How many products were added, changed, and left unchanged. */
    public record BatchResult(long added, long changed, long unchanged) {}

    /**
     * Adds products with a new SKU and changes the others, but not their stock, in the current transaction.
     * @param rows no two of the same SKU
     */
    public BatchResult put(List<NewProductRequest> rows) {
        if (rows.isEmpty()) {
            return new BatchResult(0, 0, 0);
        }
        WrittenProduct written = products.put(rows, clock.instant(), trace.traceparent());
        written.changed().forEach(cache::invalidate);
        pages.changed(written.categories());
        outbox.notifyAfterCommit();
        return new BatchResult(written.added(), written.changed().size(), rows.size() - written.added() - written.changed().size());
    }
}
