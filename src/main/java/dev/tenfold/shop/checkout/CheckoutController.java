package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Caller;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
class CheckoutController implements CheckoutApi {

    private final Checkout checkout;

    CheckoutController(Checkout checkout) {
        this.checkout = checkout;
    }

    @Override
    @PostMapping(path = Routes.ORDERS, consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> place(@AuthenticationPrincipal Caller caller,
            @RequestBody PlaceOrderRequest request, IdempotencyKey key) {
        return checkout.place(caller.id(), key, request.toNewOrder(), RequestContext.current()).toResponse();
    }
}
