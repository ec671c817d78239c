package dev.tenfold.messaging.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** The secrets of webhooks. A new one joins those before it, which stay good for a while. */
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

    /** Gives a new webhook its first secret, within the transaction that is open. */
    public void add(UUID webhook, SigningSecret secret) {
        secrets.add(webhook, secret);
    }

    /**
     * Makes another secret the newest, within the transaction that is open, and that holds the webhook's row.
     *
     * @return until when those before it are good
     */
    public Instant rotate(UUID webhook, SigningSecret secret, Instant now) {
        Instant until = now.plus(properties.overlap());
        secrets.retire(webhook, until, now);
        secrets.add(webhook, secret);
        return until;
    }

    /**
     * Secrets as they lie in the database.
     *
     * @throws IllegalStateException when they were encrypted with a key that this process does not have
     */
    public List<SigningSecret> open(UUID webhook, List<byte[]> locked) {
        return locked.stream().map(one -> encryptor.decrypt(webhook, one)).toList();
    }
}
