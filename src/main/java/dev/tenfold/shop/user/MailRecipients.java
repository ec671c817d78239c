package dev.tenfold.shop.user;

import dev.tenfold.security.identity.UserId;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Users as the recipients of mails, for jobs: they have no caller. */
@Service
public class MailRecipients {

    private final MailRecipientRepository recipients;
    private final Clock clock;

    MailRecipients(MailRecipientRepository recipients, Clock clock) {
        this.recipients = recipients;
        this.clock = clock;
    }

    /** The current name and address of a user; empty if the user was deleted. */
    public Optional<MailRecipient> find(UserId id) {
        return recipients.find(id);
    }

    /**
     * The user who has an e-mail; empty if nobody has it.
     * @param emailKey the normalized e-mail
     */
    public Optional<MailRecipient> findByEmail(String emailKey) {
        return recipients.findByEmail(emailKey);
    }

    /** Like {@link #find}, with the user's row locked until the current transaction ends. */
    public Optional<MailRecipient> lock(UserId id) {
        return recipients.lock(id);
    }

    /**
     * Marks a user's e-mail as verified.
     * @param emailKey the normalized e-mail that was verified
     * @return false if the user has another e-mail by now
     */
    public boolean verify(UserId id, String emailKey) {
        return recipients.verify(id, emailKey, clock.instant());
    }
}
