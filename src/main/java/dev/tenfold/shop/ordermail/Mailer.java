package dev.tenfold.shop.ordermail;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.PermanentFailure;
import dev.tenfold.shop.ordermail.TextTemplate.RenderedMail;
import dev.tenfold.shop.user.EmailAddress;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/**
 * Sends mails for jobs. If a worker dies after the mail server has accepted a mail but before the result is stored, the mail is sent twice.
 * Both have the same {@code Message-ID}, so a mailbox can recognize the duplicate.
 */
@Component
public class Mailer {

    private final MailServer server;
    private final MailProperties properties;

    Mailer(MailServer server, MailProperties properties) {
        this.server = server;
        this.properties = properties;
    }

    /** Whether this process has a mail server. */
    public boolean hasServer() {
        return server.isSet();
    }

    /**
     * Sends a mail.
     * @param to one mailbox
     * @throws dev.tenfold.platform.failure.Failure.Unavailable when the mail server does not take mails now, or there is none
     * @throws PermanentFailure when it refuses this mail, or would refuse the address
     */
    public void send(JobId job, String to, RenderedMail written) {
        String address = EmailAddress.mailable(to);
        if (address == null) { // an address from before they were checked
            throw new PermanentFailure(
                    "The e-mail address has characters before the @ that mail servers do not accept, or no valid domain");
        }
        try {
            MimeMessage message = server.newMessage();
            var mail = new MimeMessageHelper(message, StandardCharsets.UTF_8.name());
            mail.setFrom(properties.from());
            mail.setTo(address);
            mail.setSubject(written.subject());
            mail.setText(written.text());
            message.setHeader("Message-ID", "<" + job + "@tenfold>");
            message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: prevents automatic replies
            server.send(message);
        } catch (MessagingException e) {
            throw new IllegalStateException("Could not write the mail", e);
        }
    }
}
