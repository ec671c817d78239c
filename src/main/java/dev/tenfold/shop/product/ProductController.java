package dev.tenfold.shop.product;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.http.MergePatch;
import dev.tenfold.api.http.PublicCacheControl;
import dev.tenfold.api.http.ResponseCache;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.shop.ProductId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@RequestMapping(path = Routes.PRODUCTS, version = "1+", produces = APPLICATION_JSON_VALUE)
class ProductController implements ProductApi {

    private final ProductService products;
    private final MergePatch patches;

    ProductController(ProductService products, MergePatch patches) {
        this.products = products;
        this.patches = patches;
    }

    @Override
    @GetMapping(version = "1")
    public ResponseEntity<Page<ProductResponse>> list(@ParameterObject ProductFilter filter, @ParameterObject Paging paging,
            HttpServletRequest request) {
        CachedResult<ProductPage> cached = products.list(filter, paging);
        ResponseCache.allow(request, cached.freshness()::isCurrent);
        Page<ProductResponse> page = cached.value().page().map(ProductResponse::of);
        return Links.withNext(ResponseEntity.ok().cacheControl(PublicCacheControl.SHARED).eTag(cached.value().tag()), page, request)
                .body(page);
    }

    @Override
    @GetMapping(version = "2+")
    public ResponseEntity<PageV2<ProductResponse>> listV2(@ParameterObject ProductFilter filter, @ParameterObject Paging paging,
            HttpServletRequest request) {
        return PageV2.of(list(filter, paging, request), paging);
    }

    @Override
    @GetMapping("/{id}")
    public ResponseEntity<ProductResponse> get(@PathVariable ProductId id, HttpServletRequest request) {
        CachedResult<Product> cached = products.get(id);
        ResponseCache.allow(request, cached.freshness()::isCurrent);
        return answer(ResponseEntity.ok().cacheControl(PublicCacheControl.SHARED), cached.value());
    }

    @Override
    @PostMapping(consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<ProductResponse> add(@RequestBody NewProductRequest request, ApiVersion version) {
        Product product = products.add(request.toNewProduct());
        return answer(ResponseEntity.created(URI.create(version.path(Routes.PRODUCTS) + "/" + product.id())), product);
    }

    @Override
    @PutMapping(path = "/{id}", consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<ProductResponse> replace(@PathVariable ProductId id,
            @RequestBody ProductRequest request, IfMatch ifMatch) {
        return answer(ResponseEntity.ok(), products.change(id, ifMatch, _ -> request.toDetails()));
    }

    @Override
    @PatchMapping(path = "/{id}", consumes = {MergePatch.MEDIA_TYPE, APPLICATION_JSON_VALUE})
    public ResponseEntity<ProductResponse> patch(@PathVariable ProductId id,
            @RequestBody JsonNode patch, IfMatch ifMatch) {
        return answer(ResponseEntity.ok(), products.change(id, ifMatch,
                current -> patches.apply(patch, ProductRequest.of(current), ProductRequest.class).toDetails()));
    }

    @Override
    @DeleteMapping("/{id}")
    public ResponseEntity<Void> delete(@PathVariable ProductId id, IfMatch ifMatch) {
        products.delete(id, ifMatch);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<ProductResponse> answer(ResponseEntity.BodyBuilder answer, Product product) {
        return answer.eTag(EntityTags.of(product.version())).body(ProductResponse.of(product));
    }
}
