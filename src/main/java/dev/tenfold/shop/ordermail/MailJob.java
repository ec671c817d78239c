package dev.tenfold.shop.ordermail;

import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderService;
import dev.tenfold.shop.user.MailRecipients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sends a mail about an order to its buyer, if the buyer's e-mail is verified. */
@Component
class MailJob implements JobKind<MailJob.MailPayload> {

    private static final Logger LOG = LoggerFactory.getLogger(MailJob.class);

    private final OrderService orders;
    private final MailRecipients users;
    private final MailTemplates templates;
    private final Mailer mailer;

    MailJob(OrderService orders, MailRecipients users, MailTemplates templates, Mailer mailer) {
        this.orders = orders;
        this.users = users;
        this.templates = templates;
        this.mailer = mailer;
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
        String event = payload.template().event();
        users.find(order.userId()).ifPresentOrElse(buyer -> {
            if (buyer.verified()) {
                mailer.send(run.job(), buyer.email(), templates.write(payload.template(), buyer.name(), order));
            } else {
                LOG.info("No mail for {} of order {}: the buyer's e-mail is not verified", event, order.id());
            }
        }, () -> LOG.info("No mail for {} of order {}: the buyer was deleted", event, order.id()));
    }
}
