package dev.tenfold.messaging.webhook;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafeTest {

    private static final UUID WEBHOOK = UUID.randomUUID();

    private final Secret secret = Secret.random();
    private final Safe safe = safe("a key of sixteen characters or more");

    @Test
    void whatIsLockedCanBeOpenedAndNotBeRead() {
        byte[] locked = safe.lock(WEBHOOK, secret);
        assertThat(safe.open(WEBHOOK, locked).bytes()).isEqualTo(secret.bytes());
        assertThat(new String(locked, ISO_8859_1)).doesNotContain(new String(secret.bytes(), ISO_8859_1));
        assertThat(safe.lock(WEBHOOK, secret)).as("never the same twice").isNotEqualTo(locked);
    }

    @Test
    void itOpensForItsWebhookAndWithItsKeyOnly() {
        byte[] locked = safe.lock(WEBHOOK, secret);
        assertThatThrownBy(() -> safe.open(UUID.randomUUID(), locked)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> safe("another key of sixteen characters").open(WEBHOOK, locked)).hasMessageContaining("another");
        assertThatThrownBy(() -> safe(null).open(WEBHOOK, locked)).hasMessageContaining("TENFOLD_WEBHOOK_SECRET_KEY");
        locked[locked.length - 1] ^= 1;
        assertThatThrownBy(() -> safe.open(WEBHOOK, locked)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thoseFromBeforeThereWasAKeyStayReadable() {
        byte[] plain = safe(null).lock(WEBHOOK, secret);
        assertThat(safe(null).open(WEBHOOK, plain).bytes()).isEqualTo(secret.bytes());
        assertThat(safe.open(WEBHOOK, plain).bytes()).isEqualTo(secret.bytes());
    }

    private static Safe safe(@Nullable String key) {
        return new Safe(new SecretProperties(Duration.ofHours(1), key));
    }
}
