package dev.tenfold.shop.inventory;

import dev.tenfold.api.http.PublicCacheControl;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.ProductId;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@RequestMapping(path = Routes.PRODUCTS + "/{id}", version = "1+", produces = APPLICATION_JSON_VALUE)
class StockController implements StockApi {

    private final StockService stock;

    StockController(StockService stock) {
        this.stock = stock;
    }

    @Override
    @GetMapping("/stock")
    public ResponseEntity<StockResponse> get(@PathVariable ProductId id) {
        return ResponseEntity.ok().cacheControl(PublicCacheControl.MOMENTARY).body(new StockResponse(id, stock.available(id)));
    }

    @Override
    @PostMapping(path = "/stock-adjustments", consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> adjust(@AuthenticationPrincipal Caller caller, @PathVariable ProductId id,
            @RequestBody AdjustStockRequest request, IdempotencyKey key) {
        return stock.adjust(caller, key, id, request.toAdjustment()).toResponse();
    }
}
