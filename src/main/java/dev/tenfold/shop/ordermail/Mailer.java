package dev.tenfold.shop.ordermail;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.shop.ordermail.TextTemplate.RenderedMail;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/**
 * Sends mails for jobs. If a worker dies after the mail server has accepted a mail but before the result is stored, the mail is sent twice.
 * Both have the same {@code Message-ID}, so a mailbox can recognize the duplicate.
 */
@Component
public class Mailer {

    private final @Nullable JavaMailSender server;
    private final MailProperties properties;

    Mailer(ObjectProvider<JavaMailSender> server, MailProperties properties) {
        this.server = server.getIfAvailable();
        this.properties = properties;
    }

    /** Whether this process has a mail server. */
    public boolean hasServer() {
        return server != null;
    }

    /**
     * Sends a mail.
     * @param to one mailbox
     * @throws org.springframework.mail.MailException when the mail server does not accept it
     * @throws IllegalStateException when there is no mail server
     */
    public void send(JobId job, String to, RenderedMail written) {
        if (server == null) {
            throw new IllegalStateException("No mail server is set (spring.mail.host)");
        }
        try {
            MimeMessage message = server.createMimeMessage();
            var mail = new MimeMessageHelper(message, StandardCharsets.UTF_8.name());
            mail.setFrom(properties.from());
            mail.setTo(to);
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
