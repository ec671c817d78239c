package dev.tenfold.messaging.webhook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.platform.id.Uuids;
import java.util.UUID;

/** The id of a webhook: a UUIDv7, so a higher id is newer. */
public record WebhookId(@JsonValue UUID value) {

    static WebhookId next() {
        return new WebhookId(Uuids.next());
    }

    /** @throws IllegalArgumentException when the text is not a UUID */
    @JsonCreator
    public static WebhookId of(String text) {
        return new WebhookId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
