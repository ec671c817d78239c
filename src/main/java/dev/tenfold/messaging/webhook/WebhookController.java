package dev.tenfold.messaging.webhook;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.http.MergePatch;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import static org.springframework.http.HttpHeaders.IF_MATCH;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Webhooks")
@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = APPLICATION_JSON_VALUE)
class WebhookController {

    private final WebhookService webhooks;

    WebhookController(WebhookService webhooks) {
        this.webhooks = webhooks;
    }

    @Operation(operationId = "listWebhooks", summary = "List webhooks, the newest first", description = "For admins.")
    @GetMapping
    ResponseEntity<Page<WebhookResponse>> list(@ParameterObject @Valid Paging paging, HttpServletRequest request) {
        Page<WebhookResponse> page = webhooks.list(paging).map(WebhookResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Operation(operationId = "readWebhook", summary = "Read a webhook", description = "For admins.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @GetMapping("/{id}")
    ResponseEntity<WebhookResponse> get(@PathVariable WebhookId id) {
        return answer(ResponseEntity.ok(), webhooks.get(id), null);
    }

    @Operation(operationId = "addWebhook", summary = "Add a webhook",
            description = "For admins. The answer bears the `secret` that requests to it are signed with: it is shown this once.")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true,
            headers = {@Header(name = "ETag", ref = "#/components/headers/ETag"),
                @Header(name = "Location", ref = "#/components/headers/Location")})
    @Problems(ProblemCode.TOO_MANY_WEBHOOKS)
    @PostMapping(consumes = APPLICATION_JSON_VALUE)
    ResponseEntity<WebhookResponse> add(@Valid @RequestBody WebhookRequest request) {
        SigningSecret secret = SigningSecret.random();
        Webhook webhook = webhooks.add(request, secret);
        return answer(ResponseEntity.created(URI.create("/api/v1/webhooks/" + webhook.id())), webhook, secret);
    }

    @Operation(operationId = "changeWebhook", summary = "Change a webhook, or switch it on or off",
            description = "For admins. JSON merge patch (RFC 7396). Needs `If-Match` with the webhook's `ETag`.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @PatchMapping(path = "/{id}", consumes = {MergePatch.MEDIA_TYPE, APPLICATION_JSON_VALUE})
    ResponseEntity<WebhookResponse> patch(@PathVariable WebhookId id,
            @Parameter(required = true) @RequestHeader(name = IF_MATCH, required = false) @Nullable String ifMatch,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                    content = @Content(schema = @Schema(implementation = WebhookRequest.class))) @RequestBody JsonNode patch) {
        return answer(ResponseEntity.ok(), webhooks.patch(id, IfMatch.of(ifMatch), patch), null);
    }

    @Operation(operationId = "deleteWebhook", summary = "Delete a webhook and its deliveries",
            description = "For admins. Needs `If-Match` with the webhook's `ETag`.")
    @ApiResponse(responseCode = "204", content = @Content)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable WebhookId id,
            @Parameter(required = true) @RequestHeader(name = IF_MATCH, required = false) @Nullable String ifMatch) {
        webhooks.delete(id, IfMatch.of(ifMatch));
        return ResponseEntity.noContent().build();
    }

    @Operation(operationId = "rotateWebhookSecret", summary = "Make a new secret",
            description = "For admins. For a while requests are signed with the secrets before it too, so that the receiver can change over.")
    @PostMapping("/{id}/secret")
    SigningSecretResponse rotate(@PathVariable WebhookId id) {
        return SigningSecretResponse.of(webhooks.rotate(id));
    }

    private static ResponseEntity<WebhookResponse> answer(ResponseEntity.BodyBuilder answer, Webhook webhook,
            @Nullable SigningSecret secret) {
        return answer.eTag(EntityTags.of(webhook.version())).body(WebhookResponse.of(webhook, secret));
    }
}
