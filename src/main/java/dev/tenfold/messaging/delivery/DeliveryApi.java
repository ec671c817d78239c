package dev.tenfold.messaging.delivery;

import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.messaging.webhook.WebhookId;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link DeliveryController}, and the constraints of its parameters. */
@Tag(name = "Webhooks")
interface DeliveryApi {

    @Operation(operationId = "listWebhookDeliveries", summary = "List the deliveries of a webhook, newest first",
            description = "For admins.")
    ResponseEntity<Page<DeliveryResponse>> list(WebhookId id,
            @Pattern(regexp = DeliveryStatus.NAMES) @Nullable String status,
            @Valid Paging paging, HttpServletRequest request);

    @Operation(operationId = "listWebhookDeliveries", summary = "List the deliveries of a webhook, newest first",
            description = "For admins.")
    ResponseEntity<PageV2<DeliveryResponse>> listV2(WebhookId id,
            @Pattern(regexp = DeliveryStatus.NAMES) @Nullable String status,
            @Valid Paging paging, HttpServletRequest request);

    @Operation(operationId = "redeliverToWebhook", summary = "Deliver an event again",
            description = "For admins. Starts immediately, whatever the delivery's status. If it fails, it gets as many retries as a new delivery.")
    @Problems(ProblemCode.WEBHOOK_DISABLED)
    DeliveryResponse redeliver(WebhookId id, DeliveryId delivery);
}
