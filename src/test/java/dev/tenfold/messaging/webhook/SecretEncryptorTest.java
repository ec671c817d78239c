package dev.tenfold.messaging.webhook;

import dev.tenfold.platform.failure.Failure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretEncryptorTest {

    private static final UUID WEBHOOK = UUID.randomUUID();

    private final SigningSecret secret = SigningSecret.random();
    private final SecretEncryptor encryptor = safe("a key of sixteen characters or more");

    @Test
    void anEncryptedSecretCanBeDecryptedAndNotRead() {
        byte[] locked = encryptor.encrypt(WEBHOOK, secret);
        assertThat(encryptor.decrypt(WEBHOOK, locked).bytes()).isEqualTo(secret.bytes());
        assertThat(new String(locked, ISO_8859_1)).doesNotContain(new String(secret.bytes(), ISO_8859_1));
        assertThat(encryptor.encrypt(WEBHOOK, secret)).as("never the same twice").isNotEqualTo(locked);
    }

    @Test
    void decryptionNeedsTheSameWebhookAndKey() {
        byte[] locked = encryptor.encrypt(WEBHOOK, secret);
        assertThatThrownBy(() -> encryptor.decrypt(UUID.randomUUID(), locked)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> safe("another key of sixteen characters").decrypt(WEBHOOK, locked)).hasMessageContaining("another");
        assertThatThrownBy(() -> safe(null).decrypt(WEBHOOK, locked)).hasMessageContaining("TENFOLD_WEBHOOK_SECRET_KEY");
        locked[locked.length - 1] ^= 1;
        assertThatThrownBy(() -> encryptor.decrypt(WEBHOOK, locked)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void withoutAKeyNoSecretIsStored() {
        assertThatThrownBy(() -> safe(null).encrypt(WEBHOOK, secret)).isInstanceOf(Failure.Conflict.class)
                .hasMessageContaining("TENFOLD_WEBHOOK_SECRET_KEY");
    }

    @Test
    void secretsStoredBeforeAKeyWasSetStayReadable() {
        byte[] plain = ByteBuffer.allocate(1 + secret.bytes().length).put((byte) 0).put(secret.bytes()).array();
        assertThat(safe(null).decrypt(WEBHOOK, plain).bytes()).isEqualTo(secret.bytes());
        assertThat(encryptor.decrypt(WEBHOOK, plain).bytes()).isEqualTo(secret.bytes());
    }

    private static SecretEncryptor safe(@Nullable String key) {
        return new SecretEncryptor(new SigningSecretProperties(Duration.ofHours(1), key));
    }
}
