package dev.tenfold.messaging.delivery;

import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.route.Routes;
import dev.tenfold.messaging.webhook.WebhookId;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@RequestMapping(path = Routes.WEBHOOKS + "/{id}/deliveries", version = "1+", produces = APPLICATION_JSON_VALUE)
class DeliveryController implements DeliveryApi {

    private final DeliveryService deliveries;

    DeliveryController(DeliveryService deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    @GetMapping(version = "1")
    public ResponseEntity<Page<DeliveryResponse>> list(@PathVariable WebhookId id,
            @RequestParam(required = false) @Nullable String status, @ParameterObject Paging paging, HttpServletRequest request) {
        Page<DeliveryResponse> page =
                deliveries.list(id, status == null ? null : DeliveryStatus.of(status), paging).map(DeliveryResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Override
    @GetMapping(version = "2+")
    public ResponseEntity<PageV2<DeliveryResponse>> listV2(@PathVariable WebhookId id,
            @RequestParam(required = false) @Nullable String status, @ParameterObject Paging paging, HttpServletRequest request) {
        return PageV2.of(list(id, status, paging, request), paging);
    }

    @Override
    @PostMapping("/{delivery}/redeliver")
    public DeliveryResponse redeliver(@PathVariable WebhookId id, @PathVariable DeliveryId delivery) {
        return DeliveryResponse.of(deliveries.redeliver(id, delivery));
    }
}
