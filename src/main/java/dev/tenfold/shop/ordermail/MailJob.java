package dev.tenfold.shop.ordermail;

import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderService;
import dev.tenfold.shop.ordermail.MailTemplates.RenderedMail;
import dev.tenfold.shop.user.User;
import dev.tenfold.shop.user.UserService;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/**
 * Sends a mail about an order to its buyer. If a worker dies after the mail server has accepted the mail but before the result is stored,
 * the mail is sent twice. Both have the same {@code Message-ID}, so a mailbox can recognize the duplicate.
 */
@Component
class MailJob implements JobKind<MailJob.MailPayload> {

    private static final Logger LOG = LoggerFactory.getLogger(MailJob.class);

    private final OrderService orders;
    private final UserService users;
    private final MailTemplates templates;
    private final ObjectProvider<JavaMailSender> server;
    private final MailProperties properties;

    MailJob(OrderService orders, UserService users, MailTemplates templates, ObjectProvider<JavaMailSender> server,
            MailProperties properties) {
        this.orders = orders;
        this.users = users;
        this.templates = templates;
        this.server = server;
        this.properties = properties;
    }

    /**
     * @param template which mail to send
     * @param order the order; the mail goes to its buyer
     */
    record MailPayload(MailTemplate template, OrderId order) {}

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Class<MailPayload> payload() {
        return MailPayload.class;
    }

    @Override
    public void run(MailPayload payload, JobRun run) {
        Order order = orders.find(payload.order()).orElseThrow(() -> new NotFound("There is no such order"));
        users.find(order.userId()).ifPresentOrElse(buyer -> send(payload.template(), buyer, order, run),
                () -> LOG.info("No mail for {} of order {}: the buyer was deleted", payload.template().event(), order.id()));
    }

    /** @throws org.springframework.mail.MailException when the mail server does not accept it */
    private void send(MailTemplate template, User buyer, Order order, JobRun run) {
        JavaMailSender sender = server.getObject();
        RenderedMail written = templates.write(template, buyer.name(), order);
        try {
            MimeMessage message = sender.createMimeMessage();
            var mail = new MimeMessageHelper(message, StandardCharsets.UTF_8.name());
            mail.setFrom(properties.from());
            mail.setTo(buyer.email());
            mail.setSubject(written.subject());
            mail.setText(written.text());
            message.setHeader("Message-ID", "<" + run.job() + "@tenfold>");
            message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: prevents automatic replies
            sender.send(message);
        } catch (MessagingException e) {
            throw new IllegalStateException("Could not write the mail", e);
        }
    }
}
