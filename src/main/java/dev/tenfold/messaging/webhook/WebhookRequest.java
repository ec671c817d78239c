package dev.tenfold.messaging.webhook;

import dev.tenfold.messaging.outbound.PublicUrl;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** The settings of a webhook, as an admin sends them. */
record WebhookRequest(
        @NotNull @CodePointLength(max = LONGEST_URL) @PublicUrl @Schema(example = "https://shop.example/hooks/tenfold", format = "uri",
                description = "An `https` address on the public internet, without user or password. The port is 443, or 1024 and above.") String url,
        @NotNull @Size(min = 1, max = MOST_FILTERS) @ArraySchema(minItems = 1, maxItems = MOST_FILTERS,
                arraySchema = @Schema(
                        description = "The event types to deliver. `order.*` matches all types that start with `order.`; `*` matches all types."),
                schema = @Schema(pattern = FILTER, example = "order.*")) List<@NotNull @Pattern(regexp = FILTER) String> events,
        @Schema(description = "Whether events are delivered. The default is `true`.", example = "true") @Nullable Boolean enabled) {

    static final int LONGEST_URL = 2000;
    static final int MOST_FILTERS = 20;
    static final String FILTER = "^(\\*|[a-z]{1,40}(\\.[a-z]{1,40}){0,3}(\\.\\*)?)$";

    WebhookSettings toSettings() {
        return new WebhookSettings(url, events, enabled == null || enabled);
    }

    static WebhookRequest of(Webhook webhook) {
        return new WebhookRequest(webhook.url(), webhook.events(), webhook.enabled());
    }
}
