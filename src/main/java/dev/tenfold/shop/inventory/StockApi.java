package dev.tenfold.shop.inventory;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.ProductId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link StockController}, and the constraints of its parameters. */
@Tag(name = "Products")
interface StockApi {

    @Operation(operationId = "readStock", summary = "Read the stock of a product",
            description = "Public. The answer is at most one second old.")
    ResponseEntity<StockResponse> get(ProductId id);

    @Operation(operationId = "adjustStock", summary = "Add or remove stock", description = "For admins.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = StockAdjustment.class)))
    @Problems(ProblemCode.INSUFFICIENT_STOCK)
    ResponseEntity<byte[]> adjust(Caller caller, ProductId id, @Valid AdjustStockRequest request, IdempotencyKey key);
}
