package dev.tenfold.shop.account;

import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import dev.tenfold.shop.account.AccountMailPreparer.ReadyMail;
import dev.tenfold.shop.ordermail.Mailer;
import dev.tenfold.shop.ordermail.TextTemplate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sends a mail about an account. The mail is in {@code account_mails} under the job's id, so the job's payload has no address. */
@Component
class AccountMailJob implements JobKind<AccountMailJob.AccountMailPayload> {

    private static final Logger LOG = LoggerFactory.getLogger(AccountMailJob.class);

    private final AccountMailPreparer mails;
    private final Mailer mailer;
    private final AccountProperties properties;
    private final Map<AccountMailKind, TextTemplate> templates = new EnumMap<>(AccountMailKind.class);

    AccountMailJob(AccountMailPreparer mails, Mailer mailer, AccountProperties properties) {
        this.mails = mails;
        this.mailer = mailer;
        this.properties = properties;
        for (AccountMailKind kind : AccountMailKind.values()) {
            templates.put(kind, new TextTemplate(kind.template()));
        }
    }

    /** Only for a reader of the table: {@code account_mails} decides. */
    record AccountMailPayload(AccountMailKind kind) {}

    /** The members that the templates use. */
    private record AccountMailContent(@Nullable String link, @Nullable String token) {}

    @Override
    public String name() {
        return "account_mail";
    }

    @Override
    public Class<AccountMailPayload> payload() {
        return AccountMailPayload.class;
    }

    /** Each attempt sends a new token, and only the newest is valid. */
    @Override
    public void run(AccountMailPayload payload, JobRun run) {
        if (!mailer.hasServer()) {
            LOG.info("The {} mail {} is not sent: no mail server is set (spring.mail.host)", payload.kind().value(), run.job());
            mails.drop(run.job());
            return;
        }
        mails.prepare(run.job()).ifPresent(mail -> mailer.send(run.job(), mail.to(),
                Objects.requireNonNull(templates.get(mail.kind())).render(new AccountMailContent(link(mail), mail.token()))));
    }

    private @Nullable String link(ReadyMail mail) {
        String page = switch (mail.kind()) {
            case EMAIL_VERIFICATION -> properties.verificationPage();
            case PASSWORD_RESET -> properties.resetPage();
            case EMAIL_CHANGED, PASSWORD_CHANGED -> null;
        };
        return page == null || mail.token() == null ? null : page.replace(AccountProperties.TOKEN, mail.token());
    }
}
