package dev.tenfold.shop.product;

import dev.tenfold.api.http.Text;
import dev.tenfold.api.paging.Cursors;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.cache.cache.CacheAside;
import dev.tenfold.cache.cache.CacheFactory;
import dev.tenfold.cache.cache.Cached;
import dev.tenfold.cache.cache.KeyVersion;
import dev.tenfold.platform.datasource.Lsn;
import dev.tenfold.platform.datasource.ReadReplicas;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.id.Digests;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/**
 * Caches the pages of the product list by their normalized query. The key also contains a key version, that of the page's category or
 * of the whole list. A change of a product replaces these two key versions, and so invalidates all pages of both without looking for them.
 */
@Component
class ProductPages {

    private static final String ALL = "all";
    private static final Pattern SIMPLE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    /** How many bytes of descriptions an answer has at most, except that it always has one product. */
    private static final int MOST_TEXT = 1024 * 1024;

    private final ProductListRepository products;
    private final ReadReplicas replicas;
    private final Cursors cursors;
    private final CacheAside<String, String> keyVersions;
    private final CacheAside<PageQuery, ProductPage> pages;

    ProductPages(ProductListRepository products, ReadReplicas replicas, Cursors cursors, CacheFactory caches) {
        this.products = products;
        this.replicas = replicas;
        this.cursors = cursors;
        this.keyVersions = caches.ofKeyVersions("product_generation");
        this.pages = caches.ofProductPages(ProductPage.SCHEMA, new TypeReference<ProductPage>() {}, this::load, PageQuery::digest,
                PageQuery::isQuick);
    }

    /** @throws Malformed when the cursor does not belong to this filter and sort */
    CachedResult<ProductPage> get(ProductFilter filter, Paging paging) {
        List<String> after = cursors.open(filter.scope(), paging, 2);
        if (filter.inStock() != null || !pages.isEnabled()) { // stock changes with every order, which does not invalidate pages
            var query = new PageQuery("", filter, paging, after);
            return new CachedResult<>(pages.loadUncached(query).orElseThrow(), () -> false);
        }
        Cached<String> keyVersion = keyVersions.lookUp(keyVersionOf(filter.category()));
        Cached<ProductPage> page = pages.lookUp(new PageQuery(keyVersion.value().orElseThrow(), filter, paging, after));
        return new CachedResult<>(page.value().orElseThrow(), page.under(keyVersion));
    }

    /** Invalidates the pages that may show a product of this category when the transaction commits. */
    void changed(String category) {
        keyVersions.invalidate(keyVersionOf(category));
        keyVersions.invalidate(keyVersionOf(null));
    }

    /** Like {@link #changed(String)}, for any number of categories. */
    void changed(Set<String> categories) {
        categories.forEach(category -> keyVersions.invalidate(keyVersionOf(category)));
        if (!categories.isEmpty()) {
            keyVersions.invalidate(keyVersionOf(null));
        }
    }

    private Map<PageQuery, ProductPage> load(Collection<PageQuery> queries) {
        return replicas.read(() -> newest(queries), () -> loadFromDatabase(queries));
    }

    /** A replica must have every change that made these key versions necessary, so that no old page is cached under a new key version. */
    private static Lsn newest(Collection<PageQuery> queries) {
        return queries.stream().map(query -> KeyVersion.position(query.keyVersion())).reduce(Lsn.NONE, Lsn::max);
    }

    private Map<PageQuery, ProductPage> loadFromDatabase(Collection<PageQuery> queries) {
        Map<PageQuery, ProductPage> loaded = HashMap.newHashMap(queries.size());
        products.list(queries).forEach((query, rows) -> loaded.put(query, page(query, rows)));
        return loaded;
    }

    private ProductPage page(PageQuery query, List<Product> rows) {
        ProductFilter filter = query.filter();
        Paging paging = query.paging().atMost(shortEnough(rows));
        Page<Product> page = cursors.page(filter.scope(), paging, rows, filter.order()::keys, () -> products.count(filter));
        return new ProductPage(page, PageTag.of(page));
    }

    /** How many of the rows fit into an answer. */
    private static int shortEnough(List<Product> rows) {
        int text = 0;
        for (int i = 0; i < rows.size(); i++) {
            text += Text.utf8Length(rows.get(i).description());
            if (text > MOST_TEXT) {
                return Math.max(1, i);
            }
        }
        return Math.max(1, rows.size());
    }

    /** A category that the release before allows has the key that it has there. Others may have any characters, and their digest has none. */
    private static String keyVersionOf(@Nullable String category) {
        if (category == null) {
            return ALL;
        }
        return SIMPLE.matcher(category).matches() ? "category " + category : "category-digest " + Digests.text(category);
    }
}
