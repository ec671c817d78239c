package dev.tenfold.shop.product;

import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.shop.ProductId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;

/** The OpenAPI documentation of {@link ProductController}, and the constraints of its parameters. */
@Tag(name = "Products")
interface ProductApi {

    @Operation(operationId = "listProducts", summary = "List products",
            description = "Public. Without `sort`, the newest products come first. A product must match all filters that you send. A page may have fewer products than `limit`, because their descriptions have at most 1 MiB together: only `next_cursor` says whether there are more.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<Page<ProductResponse>> list(@Valid ProductFilter filter, @Valid Paging paging, HttpServletRequest request);

    @Operation(operationId = "listProducts", summary = "List products",
            description = "Public. Without `sort`, the newest products come first. A product must match all filters that you send. A page may have fewer products than `limit`, because their descriptions have at most 1 MiB together: only `page.next` says whether there are more.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<PageV2<ProductResponse>> listV2(@Valid ProductFilter filter, @Valid Paging paging, HttpServletRequest request);

    @Operation(operationId = "readProduct", summary = "Read a product", description = "Public.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<ProductResponse> get(ProductId id, HttpServletRequest request);

    @Operation(operationId = "addProduct", summary = "Add a product", description = "For admins.")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true,
            headers = {@Header(name = "ETag", ref = "#/components/headers/ETag"),
                @Header(name = "Location", ref = "#/components/headers/Location")})
    @Problems(ProblemCode.SKU_TAKEN)
    ResponseEntity<ProductResponse> add(@Valid NewProductRequest request, ApiVersion version);

    @Operation(operationId = "replaceProduct", summary = "Replace a product",
            description = "For admins. Requires `If-Match` with the product's `ETag`.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @Problems(ProblemCode.SKU_TAKEN)
    ResponseEntity<ProductResponse> replace(ProductId id, @Valid ProductRequest request, IfMatch ifMatch);

    @Operation(operationId = "changeProduct", summary = "Change a product",
            description = "For admins. JSON merge patch (RFC 7396). Requires `If-Match` with the product's `ETag`.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @Problems(ProblemCode.SKU_TAKEN)
    ResponseEntity<ProductResponse> patch(
            ProductId id,
            @RequestBody(content = @Content(schema = @Schema(implementation = ProductRequest.class))) JsonNode patch,
            IfMatch ifMatch);

    @Operation(operationId = "deleteProduct", summary = "Delete a product",
            description = "For admins. Requires `If-Match` with the product's `ETag`. Existing orders of the product stay readable.")
    @ApiResponse(responseCode = "204", content = @Content)
    ResponseEntity<Void> delete(ProductId id, IfMatch ifMatch);
}
