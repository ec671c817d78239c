package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Paging;
import dev.tenfold.platform.id.Digests;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key of a page of the product list. Queries with the same meaning are equal, however the client wrote them.
 * @param keyVersion the key version of the cached page
 * @param after the sort keys of the last row of the page before, or null
 */
record PageQuery(String keyVersion, ProductFilter filter, Paging paging, @Nullable List<String> after) {

    /** Whether an index contains exactly the rows of the page. */
    boolean isQuick() {
        return filter.q() == null && filter.inStock() == null && !paging.wantsTotal()
                && (filter.order().isByPrice() || (filter.minPrice() == null && filter.maxPrice() == null));
    }

    /** The text of the cache key. */
    @Override
    public String toString() {
        return keyVersion + "/" + digest();
    }

    /** A digest of the query without its key version: searches and cursors may be long, a digest is short. */
    String digest() {
        String text = String.join("\u0000", filter.scope(), Integer.toString(paging.rows()), Boolean.toString(paging.wantsTotal()),
                Objects.toString(after));
        return Digests.text(text);
    }
}
