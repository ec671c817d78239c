package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.order.OrderView;
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
    @PostMapping(path = Routes.ORDERS, version = "1", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> place(@AuthenticationPrincipal Caller caller,
            @RequestBody PlaceOrderRequest request, IdempotencyKey key) {
        return place(caller, request.toNewOrder(), key, ApiVersion.V1);
    }

    @Override
    @PostMapping(path = Routes.ORDERS, version = "2+", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> placeV2(@AuthenticationPrincipal Caller caller, @RequestBody PlaceOrderRequestV2 request,
            IdempotencyKey key, ApiVersion version) {
        return place(caller, request.toNewOrder(), key, version);
    }

    private ResponseEntity<byte[]> place(Caller caller, NewOrder order, IdempotencyKey key, ApiVersion version) {
        return checkout.place(caller.id(), key, order, RequestContext.current(), OrderView.of(version)).toResponse();
    }
}
