package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.security.identity.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
class CheckoutController implements CheckoutApi {

    private final Checkout checkout;

    CheckoutController(Checkout checkout) {
        this.checkout = checkout;
    }

    @Override
    @PostMapping(path = "/api/v1/orders", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> place(@AuthenticationPrincipal Caller caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key, @RequestBody PlaceOrderRequest request) {
        return checkout.place(caller.id(), IdempotencyKey.of(key), request.toNewOrder(), RequestContext.current()).toResponse();
    }
}
