package dev.tenfold.shop.product;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.cache.cache.CacheAside;
import dev.tenfold.cache.cache.CacheFactory;
import dev.tenfold.cache.cache.Cached;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.PreconditionFailed;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.inventory.Inventory;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Creates, changes, deletes and reads products. */
@Service
public class ProductService {

    private final ProductRepository products;
    private final Inventory inventory;
    private final Transactions transactions;
    private final Clock clock;
    private final CacheAside<ProductId, Product> cache;
    private final ProductPages pages;
    private final ProductEvents events;
    private final AuditLog audit;

    ProductService(ProductRepository products, Inventory inventory, Transactions transactions, Clock clock,
            CacheFactory caches, ProductPages pages, ProductEvents events, AuditLog audit) {
        this.products = products;
        this.inventory = inventory;
        this.transactions = transactions;
        this.clock = clock;
        this.cache = caches.ofProducts(Product.SCHEMA, Product.class, products::findAll);
        this.pages = pages;
        this.events = events;
        this.audit = audit;
    }

    CacheAside<ProductId, Product> cache() {
        return cache;
    }

    /** @throws NotFound when there is no such product */
    CachedResult<Product> get(ProductId id) {
        Cached<Product> cached = cache.lookUp(id);
        return new CachedResult<>(cached.value().orElseThrow(ProductService::notFound), cached);
    }

    /** @throws Malformed when the cursor does not belong to this filter and sort */
    CachedResult<ProductPage> list(ProductFilter filter, Paging paging) {
        return pages.get(filter, paging);
    }

    /** @throws Conflict when the SKU is taken */
    Product add(NewProduct product) {
        try {
            return transactions.run(() -> {
                Product added = products.insert(product.details(), clock.instant());
                var written = new WrittenProduct(added, null, product.initialStock());
                inventory.open(List.of(written.stock()), added.createdAt());
                pages.changed(added.category());
                events.written(List.of(written), added.createdAt());
                audit.record(AuditKind.PRODUCT_CHANGE, added.id().value(), "added");
                return added;
            });
        } catch (DuplicateKeyException taken) {
            throw skuTaken();
        }
    }

    /** Deletes a product. Orders still show what was ordered. */
    void delete(ProductId id, IfMatch ifMatch) {
        transactions.run(() -> {
            Product current = products.lock(id).orElseThrow(ProductService::notFound);
            ifMatch.require(current.version());
            Instant now = clock.instant();
            products.delete(id, now);
            events.deleted(current, now);
            audit.record(AuditKind.PRODUCT_CHANGE, id.value(), "deleted");
            cache.invalidate(id);
            pages.changed(current.category());
        });
    }

    /**
     * Changes a product.
     * @param change gives the new values for the current ones, which stay locked meanwhile
     * @throws PreconditionFailed when it has changed since the version that the client has
     * @throws Conflict when the SKU is taken
     */
    Product change(ProductId id, IfMatch ifMatch, Function<Product, ProductDetails> change) {
        try {
            return transactions.run(() -> {
                Product current = products.lock(id).orElseThrow(ProductService::notFound);
                ifMatch.require(current.version());
                Product changed = products.update(id, change.apply(current), clock.instant());
                cache.invalidate(id);
                pages.changed(current.category());
                pages.changed(changed.category());
                events.changed(changed);
                audit.record(AuditKind.PRODUCT_CHANGE, id.value(), "changed");
                return changed;
            });
        } catch (DuplicateKeyException taken) {
            throw skuTaken();
        }
    }

    private static NotFound notFound() {
        return new NotFound("There is no such product");
    }

    private static Conflict skuTaken() {
        return new Conflict(ProblemCode.SKU_TAKEN, "Another product has this SKU, perhaps in other upper and lower case");
    }
}
