package dev.tenfold.shop.ordermail;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobQueue;
import dev.tenfold.jobs.job.JobQueue.JobRequest;
import dev.tenfold.messaging.outbox.OutboxListener;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.order.OrderId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Queues a mail for each event that needs one, in the relay's transaction. The job has the event's id, so an event that arrives twice
 * sends one mail.
 */
@Component
@OnRole(ProcessRole.WORKER)
class MailFanOut implements OutboxListener {

    private static final Logger LOG = LoggerFactory.getLogger(MailFanOut.class);

    private final JobQueue queue;
    private final MailJob kind;
    private final JsonMapper json;
    private final boolean hasServer;

    MailFanOut(JobQueue queue, MailJob kind, JsonMapper json, Mailer mailer) {
        this.queue = queue;
        this.kind = kind;
        this.json = json;
        this.hasServer = mailer.hasServer();
    }

    @Override
    public void onEvents(JdbcClient relay, List<PublishedEvent> events) {
        List<JobRequest<MailJob.MailPayload>> mails =
                events.stream().flatMap(event -> MailTemplate.of(event.type()).flatMap(template -> mail(template, event)).stream())
                        .toList();
        if (hasServer) {
            queue.addAll(relay, kind, mails);
        } else {
            mails.forEach(mail -> LOG.info("No mail for {} of order {}: no mail server is set (spring.mail.host)",
                    mail.payload().template().event(), mail.payload().order()));
        }
    }

    /** Empty if the event is invalid: one mail is lost, but the events after it are not blocked. */
    private Optional<JobRequest<MailJob.MailPayload>> mail(MailTemplate template, PublishedEvent event) {
        try {
            JsonNode order = json.readTree(event.body()).path("data");
            var payload = new MailJob.MailPayload(template, OrderId.of(order.path("id").asString()));
            return Optional.of(new JobRequest<>(new JobId(event.id()), payload, UserId.of(order.path("user_id").asString()),
                    event.traceparent()));
        } catch (IllegalArgumentException | JacksonException unreadable) {
            LOG.error("Event {} has no order id or no user id, so no mail is sent for it", event.id(), unreadable);
            return Optional.empty();
        }
    }
}
