package dev.tenfold.shop.product;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.http.MergePatch;
import dev.tenfold.api.http.PublicCacheControl;
import dev.tenfold.api.http.ResponseCache;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import static org.springframework.http.HttpHeaders.IF_MATCH;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Products")
@RestController
@RequestMapping(path = "/api/v1/products", produces = APPLICATION_JSON_VALUE)
class ProductController {

    private final ProductService products;

    ProductController(ProductService products) {
        this.products = products;
    }

    @Operation(operationId = "listProducts", summary = "List products",
            description = "For everybody. Without `sort`, the newest come first. All filters that are given must match.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @GetMapping
    ResponseEntity<Page<ProductResponse>> list(@ParameterObject @Valid ProductFilter filter, @ParameterObject @Valid Paging paging,
            HttpServletRequest request) {
        CachedResult<ProductPage> cached = products.list(filter, paging);
        ResponseCache.allow(request, cached.freshness()::isCurrent);
        Page<ProductResponse> page = cached.value().page().map(ProductResponse::of);
        return Links.withNext(ResponseEntity.ok().cacheControl(PublicCacheControl.SHARED).eTag(cached.value().tag()), page, request)
                .body(page);
    }

    @Operation(operationId = "readProduct", summary = "Read a product", description = "For everybody.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @GetMapping("/{id}")
    ResponseEntity<ProductResponse> get(@PathVariable ProductId id, HttpServletRequest request) {
        CachedResult<Product> cached = products.get(id);
        ResponseCache.allow(request, cached.freshness()::isCurrent);
        return answer(ResponseEntity.ok().cacheControl(PublicCacheControl.SHARED), cached.value());
    }

    @Operation(operationId = "addProduct", summary = "Add a product", description = "For admins.")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true,
            headers = {@Header(name = "ETag", ref = "#/components/headers/ETag"),
                @Header(name = "Location", ref = "#/components/headers/Location")})
    @Problems(ProblemCode.SKU_TAKEN)
    @PostMapping(consumes = APPLICATION_JSON_VALUE)
    ResponseEntity<ProductResponse> add(@Valid @RequestBody NewProductRequest request) {
        Product product = products.add(request);
        return answer(ResponseEntity.created(URI.create("/api/v1/products/" + product.id())), product);
    }

    @Operation(operationId = "replaceProduct", summary = "Replace a product",
            description = "For admins. Needs `If-Match` with the product's `ETag`.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @Problems(ProblemCode.SKU_TAKEN)
    @PutMapping(path = "/{id}", consumes = APPLICATION_JSON_VALUE)
    ResponseEntity<ProductResponse> replace(@PathVariable ProductId id,
            @Parameter(required = true) @RequestHeader(name = IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody ProductRequest request) {
        return answer(ResponseEntity.ok(), products.replace(id, IfMatch.of(ifMatch), request));
    }

    @Operation(operationId = "changeProduct", summary = "Change a product",
            description = "For admins. JSON merge patch (RFC 7396). Needs `If-Match` with the product's `ETag`.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @Problems(ProblemCode.SKU_TAKEN)
    @PatchMapping(path = "/{id}", consumes = {MergePatch.MEDIA_TYPE, APPLICATION_JSON_VALUE})
    ResponseEntity<ProductResponse> patch(@PathVariable ProductId id,
            @Parameter(required = true) @RequestHeader(name = IF_MATCH, required = false) @Nullable String ifMatch,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                    content = @Content(schema = @Schema(implementation = ProductRequest.class))) @RequestBody JsonNode patch) {
        return answer(ResponseEntity.ok(), products.patch(id, IfMatch.of(ifMatch), patch));
    }

    @Operation(operationId = "deleteProduct", summary = "Delete a product",
            description = "For admins. Needs `If-Match` with the product's `ETag`. Orders of it stay readable.")
    @ApiResponse(responseCode = "204", content = @Content)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable ProductId id,
            @Parameter(required = true) @RequestHeader(name = IF_MATCH, required = false) @Nullable String ifMatch) {
        products.delete(id, IfMatch.of(ifMatch));
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<ProductResponse> answer(ResponseEntity.BodyBuilder answer, Product product) {
        return answer.eTag(EntityTags.of(product.version())).body(ProductResponse.of(product));
    }
}
