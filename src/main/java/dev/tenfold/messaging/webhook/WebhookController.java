package dev.tenfold.messaging.webhook;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.http.MergePatch;
import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import jakarta.servlet.http.HttpServletRequest;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@RequestMapping(path = Routes.WEBHOOKS, version = "1+", produces = APPLICATION_JSON_VALUE)
class WebhookController implements WebhookApi {

    private final WebhookService webhooks;
    private final MergePatch patches;

    WebhookController(WebhookService webhooks, MergePatch patches) {
        this.webhooks = webhooks;
        this.patches = patches;
    }

    @Override
    @GetMapping(version = "1")
    public ResponseEntity<Page<WebhookResponse>> list(@ParameterObject Paging paging, HttpServletRequest request) {
        Page<WebhookResponse> page = webhooks.list(paging).map(WebhookResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Override
    @GetMapping(version = "2+")
    public ResponseEntity<PageV2<WebhookResponse>> listV2(@ParameterObject Paging paging, HttpServletRequest request) {
        return PageV2.of(list(paging, request), paging);
    }

    @Override
    @GetMapping("/{id}")
    public ResponseEntity<WebhookResponse> get(@PathVariable WebhookId id) {
        return answer(ResponseEntity.ok(), webhooks.get(id), null);
    }

    @Override
    @PostMapping(consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<WebhookResponse> add(@RequestBody WebhookRequest request, ApiVersion version) {
        SigningSecret secret = SigningSecret.random();
        Webhook webhook = webhooks.add(request.toSettings(), secret);
        return answer(ResponseEntity.created(URI.create(version.path(Routes.WEBHOOKS) + "/" + webhook.id())), webhook, secret);
    }

    @Override
    @PatchMapping(path = "/{id}", consumes = {MergePatch.MEDIA_TYPE, APPLICATION_JSON_VALUE})
    public ResponseEntity<WebhookResponse> patch(@PathVariable WebhookId id,
            @RequestBody JsonNode patch, IfMatch ifMatch) {
        Webhook changed = webhooks.change(id, ifMatch,
                current -> patches.apply(patch, WebhookRequest.of(current), WebhookRequest.class).toSettings());
        return answer(ResponseEntity.ok(), changed, null);
    }

    @Override
    @DeleteMapping("/{id}")
    public ResponseEntity<Void> delete(@PathVariable WebhookId id, IfMatch ifMatch) {
        webhooks.delete(id, ifMatch);
        return ResponseEntity.noContent().build();
    }

    @Override
    @PostMapping("/{id}/secret")
    public SigningSecretResponse rotate(@PathVariable WebhookId id) {
        return SigningSecretResponse.of(webhooks.rotate(id));
    }

    private static ResponseEntity<WebhookResponse> answer(ResponseEntity.BodyBuilder answer, Webhook webhook,
            @Nullable SigningSecret secret) {
        return answer.eTag(EntityTags.of(webhook.version())).body(WebhookResponse.of(webhook, secret));
    }
}
