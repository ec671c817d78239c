package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Paging;
import dev.tenfold.platform.id.Digests;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes a page of the product list: queries that mean the same are equal, however they were written.
 *
 * @param generation under which the page is filed
 * @param after the sort keys of the row before the first, or null
 */
record PageQuery(String generation, ProductFilter filter, Paging paging, @Nullable List<String> after) {

    /** Whether an index leads to just the rows of the page. */
    boolean isQuick() {
        boolean byPrice = filter.order() == ProductSort.CHEAPEST || filter.order() == ProductSort.DEAREST;
        return filter.q() == null && filter.inStock() == null && !paging.wantsTotal()
                && (byPrice || (filter.minPrice() == null && filter.maxPrice() == null));
    }

    /** The text by which the page is kept. */
    @Override
    public String toString() {
        return generation + "/" + digest();
    }

    /** The query without its generation: as short as a digest, because searches and cursors may be long. */
    String digest() {
        String text = String.join("\u0000", filter.scope(), Integer.toString(paging.rows()), Boolean.toString(paging.wantsTotal()),
                Objects.toString(after));
        return Digests.text(text);
    }
}
