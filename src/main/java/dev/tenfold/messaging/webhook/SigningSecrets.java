package dev.tenfold.messaging.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** The secrets of webhooks. After a new one is added, the older ones stay valid for a while. */
@Service
public class SigningSecrets {

    private final SigningSecretRepository secrets;
    private final SecretEncryptor encryptor;
    private final SigningSecretProperties properties;

    SigningSecrets(SigningSecretRepository secrets, SecretEncryptor encryptor, SigningSecretProperties properties) {
        this.secrets = secrets;
        this.encryptor = encryptor;
        this.properties = properties;
    }

    /** Adds the first secret of a new webhook in the current transaction. */
    public void add(UUID webhook, SigningSecret secret) {
        secrets.add(webhook, secret);
    }

    /**
     * Adds a new secret in the current transaction, which must have locked the webhook's row.
     * @return until when the older secrets are valid
     */
    public Instant rotate(UUID webhook, SigningSecret secret, Instant now) {
        Instant until = now.plus(properties.overlap());
        secrets.retire(webhook, until, now);
        secrets.add(webhook, secret);
        return until;
    }

    /**
     * Decrypts secrets that are stored in the database.
     * @throws IllegalStateException when they were encrypted with a key that this process does not have
     */
    public List<SigningSecret> open(UUID webhook, List<byte[]> locked) {
        return locked.stream().map(one -> encryptor.decrypt(webhook, one)).toList();
    }
}
