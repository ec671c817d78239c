package dev.tenfold.shop.product;

import dev.tenfold.api.paging.Page;
import dev.tenfold.platform.id.Digests;
import java.util.Objects;

/** The strong entity tag of a page. It covers everything that would change the page's bytes. */
final class PageTag {

    private PageTag() {}

    static String of(Page<Product> page) {
        var text = new StringBuilder();
        page.data().forEach(product -> text.append(product.id()).append('/').append(product.version()).append(' '));
        text.append(Objects.toString(page.nextCursor())).append(' ').append(Objects.toString(page.total()));
        return '"' + Digests.text(text.toString()) + '"';
    }
}
