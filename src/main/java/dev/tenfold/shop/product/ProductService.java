package dev.tenfold.shop.product;

import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.http.MergePatch;
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
import java.util.function.UnaryOperator;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** Creates, changes, deletes and reads products. */
@Service
public class ProductService {

    private final ProductRepository products;
    private final Inventory inventory;
    private final MergePatch patches;
    private final Transactions transactions;
    private final Clock clock;
    private final CacheAside<ProductId, Product> cache;
    private final ProductPages pages;
    private final ProductEvents events;

    ProductService(ProductRepository products, Inventory inventory, MergePatch patches, Transactions transactions, Clock clock,
            CacheFactory caches, ProductPages pages, ProductEvents events) {
        this.products = products;
        this.inventory = inventory;
        this.patches = patches;
        this.transactions = transactions;
        this.clock = clock;
        this.cache = caches.ofProducts(Product.SCHEMA, Product.class, products::findAll);
        this.pages = pages;
        this.events = events;
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
    Product add(NewProductRequest request) {
        try {
            return transactions.run(() -> {
                Product added = products.insert(request.product(), clock.instant());
                var written = new WrittenProduct(added, null, request.stock());
                inventory.open(List.of(written.stock()), added.createdAt());
                pages.changed(added.category());
                events.written(List.of(written), added.createdAt());
                return added;
            });
        } catch (DuplicateKeyException taken) {
            throw skuTaken();
        }
    }

    /**
     * Replaces all values of a product.
     * @throws PreconditionFailed when it has changed since the version that the client has
     * @throws Conflict when the SKU is taken
     */
    Product replace(ProductId id, IfMatch ifMatch, ProductRequest request) {
        return change(id, ifMatch, _ -> request);
    }

    /** Changes some values of a product (RFC 7396); otherwise like {@link #replace}. */
    Product patch(ProductId id, IfMatch ifMatch, JsonNode patch) {
        return change(id, ifMatch, current -> patches.apply(patch, current, ProductRequest.class));
    }

    /** Deletes a product. Orders still show what was ordered. */
    void delete(ProductId id, IfMatch ifMatch) {
        transactions.run(() -> {
            Product current = products.lock(id).orElseThrow(ProductService::notFound);
            ifMatch.require(current.version());
            Instant now = clock.instant();
            products.delete(id, now);
            events.deleted(current, now);
            cache.invalidate(id);
            pages.changed(current.category());
        });
    }

    private Product change(ProductId id, IfMatch ifMatch, UnaryOperator<ProductRequest> change) {
        try {
            return transactions.run(() -> {
                Product current = products.lock(id).orElseThrow(ProductService::notFound);
                ifMatch.require(current.version());
                Product changed = products.update(id, change.apply(ProductRequest.of(current)), clock.instant());
                cache.invalidate(id);
                pages.changed(current.category());
                pages.changed(changed.category());
                events.changed(changed);
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
        return new Conflict(ProblemCode.SKU_TAKEN, "Another product has this SKU");
    }
}
