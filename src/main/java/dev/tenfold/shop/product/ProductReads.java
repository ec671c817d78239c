package dev.tenfold.shop.product;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.http.PublicQuery;
import dev.tenfold.api.http.PublicQuery.Pair;
import dev.tenfold.api.http.PublicRead;
import dev.tenfold.api.http.PublicRead.PublicResponse;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.shop.ProductId;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers reads of products and of their list without Spring MVC, with the same bytes as {@link ProductController}. */
@Component
@OnRole(ProcessRole.API)
class ProductReads implements PublicRead.Source {

    private static final String V1 = ApiVersion.V1.path(Routes.PRODUCTS);
    private static final String V2 = ApiVersion.V2.path(Routes.PRODUCTS);
    private static final String ID = "/{id}";

    private final ProductService products;
    private final PublicQuery.QueryReader<ProductFilter, Paging> queries;

    ProductReads(ProductService products, PublicQuery queries) {
        this.products = products;
        this.queries = queries.of(ProductFilter.class, Paging.class);
    }

    @Override
    public @Nullable PublicRead find(Request request) {
        HttpURI uri = request.getHttpURI();
        String path = uri.getPath();
        ApiVersion version = ApiVersion.ofPath(path);
        String root = version == ApiVersion.V1 ? V1 : V2;
        if (version == null || !path.startsWith(root)) {
            return null;
        }
        if (path.length() == root.length()) {
            Pair<ProductFilter, Paging> query = queries.read(request);
            return query == null ? null : new PublicRead(root, () -> list(version, uri, query.first(), query.second()));
        }
        ProductId id = uri.getQuery() == null && path.charAt(root.length()) == '/' ? id(path.substring(root.length() + 1)) : null;
        return id == null ? null : new PublicRead(root + ID, () -> get(id));
    }

    private static @Nullable ProductId id(String segment) {
        try {
            return ProductId.of(segment);
        } catch (IllegalArgumentException notOne) {
            return null;
        }
    }

    private PublicResponse get(ProductId id) {
        CachedResult<Product> cached = products.get(id);
        Product product = cached.value();
        return new PublicResponse(EntityTags.of(product.version()), null, ProductResponse.of(product),
                cached.freshness()::isCurrent);
    }

    private PublicResponse list(ApiVersion version, HttpURI uri, ProductFilter filter, Paging paging) {
        CachedResult<ProductPage> cached = products.list(filter, paging);
        Page<ProductResponse> page = cached.value().page().map(ProductResponse::of);
        return new PublicResponse(cached.value().tag(), Links.toNext(uri.getPath(), uri.getQuery(), page),
                version == ApiVersion.V1 ? page : PageV2.of(page, paging), cached.freshness()::isCurrent);
    }
}
