package dev.tenfold.messaging.webhook;

import dev.tenfold.messaging.webhook.SigningSecretRepository.StoredSecret;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Encrypts at start the secrets that an earlier release stored in plain, if there is a key. */
@Component
@OnRole(ProcessRole.WORKER)
class PlainSecrets implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(PlainSecrets.class);
    private static final int MOST = 1_000; // as many as 200 webhooks may have

    private final SigningSecretRepository secrets;
    private final SecretEncryptor encryptor;

    PlainSecrets(SigningSecretRepository secrets, SecretEncryptor encryptor) {
        this.secrets = secrets;
        this.encryptor = encryptor;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        List<StoredSecret> plain = secrets.plain(MOST);
        if (plain.isEmpty()) {
            return;
        }
        if (encryptor.hasKey()) {
            plain.forEach(secrets::encrypt);
            LOG.info("Encrypted {} secrets of webhooks that were stored in plain", plain.size());
        } else {
            LOG.warn(
                    "{} secrets of webhooks are stored in plain. Set TENFOLD_WEBHOOK_SECRET_KEY on every instance: then they are encrypted",
                    plain.size());
        }
    }
}
