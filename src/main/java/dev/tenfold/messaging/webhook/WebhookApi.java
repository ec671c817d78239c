package dev.tenfold.messaging.webhook;

import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;

/** The OpenAPI documentation of {@link WebhookController}, and the constraints of its parameters. */
@Tag(name = "Webhooks")
interface WebhookApi {

    @Operation(operationId = "listWebhooks", summary = "List webhooks, newest first", description = "For admins.")
    ResponseEntity<Page<WebhookResponse>> list(@Valid Paging paging, HttpServletRequest request);

    @Operation(operationId = "listWebhooks", summary = "List webhooks, newest first", description = "For admins.")
    ResponseEntity<PageV2<WebhookResponse>> listV2(@Valid Paging paging, HttpServletRequest request);

    @Operation(operationId = "readWebhook", summary = "Read a webhook", description = "For admins.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<WebhookResponse> get(WebhookId id);

    @Operation(operationId = "addWebhook", summary = "Add a webhook",
            description = "For admins. The response contains the `secret` that signs requests to the webhook. It is shown only in this response.")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true,
            headers = {@Header(name = "ETag", ref = "#/components/headers/ETag"),
                @Header(name = "Location", ref = "#/components/headers/Location")})
    @Problems({ProblemCode.TOO_MANY_WEBHOOKS, ProblemCode.WEBHOOK_KEY_MISSING})
    ResponseEntity<WebhookResponse> add(@Valid WebhookRequest request, ApiVersion version);

    @Operation(operationId = "changeWebhook", summary = "Change, enable or disable a webhook",
            description = "For admins. JSON merge patch (RFC 7396). Requires `If-Match` with the webhook's `ETag`.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<WebhookResponse> patch(
            WebhookId id,
            @RequestBody(content = @Content(schema = @Schema(implementation = WebhookRequest.class))) JsonNode patch,
            IfMatch ifMatch);

    @Operation(operationId = "deleteWebhook", summary = "Delete a webhook and its deliveries",
            description = "For admins. Requires `If-Match` with the webhook's `ETag`.")
    @ApiResponse(responseCode = "204", content = @Content)
    ResponseEntity<Void> delete(WebhookId id, IfMatch ifMatch);

    @Operation(operationId = "rotateWebhookSecret", summary = "Rotate the secret of a webhook",
            description = "For admins. Makes a new secret. Until `previous_valid_until`, requests are also signed with the previous secrets, so that the receiver has time to switch.")
    @Problems(ProblemCode.WEBHOOK_KEY_MISSING)
    SigningSecretResponse rotate(WebhookId id);
}
