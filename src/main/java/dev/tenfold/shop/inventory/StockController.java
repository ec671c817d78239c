package dev.tenfold.shop.inventory;

import dev.tenfold.api.http.PublicCacheControl;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.product.ProductId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Products")
@RestController
@RequestMapping(path = "/api/v1/products/{id}", produces = APPLICATION_JSON_VALUE)
class StockController {

    private final StockService stock;

    StockController(StockService stock) {
        this.stock = stock;
    }

    @Operation(operationId = "readStock", summary = "Read what is in stock", description = "Never older than a second.")
    @GetMapping("/stock")
    ResponseEntity<StockResponse> get(@PathVariable ProductId id) {
        return ResponseEntity.ok().cacheControl(PublicCacheControl.MOMENTARY).body(new StockResponse(id, stock.available(id)));
    }

    @Operation(operationId = "adjustStock", summary = "Add to the stock, or take from it", description = "For admins.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = StockAdjustment.class)))
    @Problems(ProblemCode.INSUFFICIENT_STOCK)
    @PostMapping(path = "/stock-adjustments", consumes = APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> adjust(@AuthenticationPrincipal Caller caller, @PathVariable ProductId id,
            @Parameter(required = true) @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @Valid @RequestBody AdjustStockRequest request) {
        return stock.adjust(caller, IdempotencyKey.of(key), id, request).toResponse();
    }
}
