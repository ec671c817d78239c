package dev.tenfold.shop.payment;

import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.api.problem.Problem;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.api.route.Routes;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
class PaymentController implements PaymentApi {

    private final PaymentService payments;

    PaymentController(PaymentService payments) {
        this.payments = payments;
    }

    @Override
    @PostMapping(path = Routes.PAYMENT_EVENTS, version = "1+", consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> receive(@RequestHeader(name = "webhook-id", required = false) @Nullable String id,
            @RequestHeader(name = "webhook-timestamp", required = false) @Nullable String timestamp,
            @RequestHeader(name = "webhook-signature", required = false) @Nullable String signatures, @RequestBody byte[] body) {
        StoredResponse response = payments.receive(new SignedEvent(id, timestamp, signatures, body), RequestContext.current());
        return response.body().length == 0
                ? ResponseEntity.noContent().build()
                : ResponseEntity.status(response.status()).contentType(Problem.MEDIA_TYPE).body(response.body());
    }
}
