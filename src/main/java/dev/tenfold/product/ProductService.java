package dev.tenfold.product;

import dev.tenfold.cache.CacheAside;
import dev.tenfold.cache.Caches;
import dev.tenfold.http.IfMatch;
import dev.tenfold.http.MergePatch;
import dev.tenfold.paging.Cursors;
import dev.tenfold.paging.Page;
import dev.tenfold.paging.Paging;
import dev.tenfold.problem.Failure.Conflict;
import dev.tenfold.problem.Failure.NotFound;
import dev.tenfold.problem.Failure.PreconditionFailed;
import dev.tenfold.problem.ProblemCode;
import dev.tenfold.transaction.Transactions;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** Keeping the catalog. */
@Service
public class ProductService {

    private final ProductRepository products;
    private final MergePatch patches;
    private final Cursors cursors;
    private final Transactions transactions;
    private final Clock clock;
    private final CacheAside<Product> cache;

    ProductService(ProductRepository products, MergePatch patches, Cursors cursors, Transactions transactions, Clock clock, Caches caches) {
        this.products = products;
        this.patches = patches;
        this.cursors = cursors;
        this.transactions = transactions;
        this.clock = clock;
        this.cache = caches.ofProducts(Product.SCHEMA, Product.class);
    }

    /** @throws NotFound when there is no such product */
    Product get(ProductId id) {
        return cache.get(id, () -> products.find(id)).orElseThrow(ProductService::notFound);
    }

    Page<Product> list(ProductFilter filter, Paging paging) {
        List<String> after = cursors.open(filter.scope(), paging, 2);
        List<Product> rows = products.list(filter, after, paging.rows() + 1);
        return cursors.page(filter.scope(), paging, rows, filter.order()::keys, () -> products.count(filter));
    }

    /** @throws Conflict when the SKU is taken */
    Product add(NewProductRequest request) {
        try {
            return transactions.run(() -> products.insert(request.product(), request.stock(), clock.instant()));
        } catch (DuplicateKeyException taken) {
            throw skuTaken();
        }
    }

    /**
     * Replaces all of a product.
     *
     * @throws PreconditionFailed when it has changed since the version that the client knows
     * @throws Conflict when the SKU is taken
     */
    Product replace(ProductId id, IfMatch ifMatch, ProductRequest request) {
        return change(id, ifMatch, _ -> request);
    }

    /** Changes parts of a product (RFC 7396); otherwise as {@link #replace}. */
    Product patch(ProductId id, IfMatch ifMatch, JsonNode patch) {
        return change(id, ifMatch, current -> patches.apply(patch, current, ProductRequest.class));
    }

    /** Takes a product out of the catalog. What was ordered of it stays readable in its orders. */
    void delete(ProductId id, IfMatch ifMatch) {
        transactions.run(() -> {
            ifMatch.require(products.lock(id).orElseThrow(ProductService::notFound).version());
            products.delete(id, clock.instant());
            cache.invalidate(id);
        });
    }

    private Product change(ProductId id, IfMatch ifMatch, UnaryOperator<ProductRequest> change) {
        try {
            return transactions.run(() -> {
                Product current = products.lock(id).orElseThrow(ProductService::notFound);
                ifMatch.require(current.version());
                Product changed = products.update(id, change.apply(ProductRequest.of(current)), clock.instant());
                cache.invalidate(id);
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
