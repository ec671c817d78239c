package dev.tenfold.messaging.delivery;

import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.messaging.webhook.WebhookId;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
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

@Tag(name = "Webhooks")
@RestController
@RequestMapping(path = "/api/v1/webhooks/{id}/deliveries", produces = APPLICATION_JSON_VALUE)
class DeliveryController {

    private final DeliveryService deliveries;

    DeliveryController(DeliveryService deliveries) {
        this.deliveries = deliveries;
    }

    @Operation(operationId = "listWebhookDeliveries", summary = "List what became of events for a webhook, the newest first",
            description = "For admins.")
    @GetMapping
    ResponseEntity<Page<DeliveryResponse>> list(@PathVariable WebhookId id,
            @Parameter(schema = @Schema(allowableValues = {"pending", "succeeded", "failed"})) @RequestParam(
                    required = false) @Pattern(regexp = DeliveryStatus.NAMES) @Nullable String status,
            @ParameterObject @Valid Paging paging, HttpServletRequest request) {
        Page<DeliveryResponse> page =
                deliveries.list(id, status == null ? null : DeliveryStatus.of(status), paging).map(DeliveryResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Operation(operationId = "redeliverToWebhook", summary = "Deliver an event again, at once",
            description = "For admins. Whatever became of it before; if it fails it is tried as often as a new one.")
    @Problems(ProblemCode.WEBHOOK_DISABLED)
    @PostMapping("/{delivery}/redeliver")
    DeliveryResponse redeliver(@PathVariable WebhookId id, @PathVariable DeliveryId delivery) {
        return DeliveryResponse.of(deliveries.redeliver(id, delivery));
    }
}
