package dev.tenfold.shop.account;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobQueue;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.user.AccountChange.EmailChanged;
import dev.tenfold.shop.user.AccountChange.Erased;
import dev.tenfold.shop.user.AccountChange.PasswordChanged;
import dev.tenfold.shop.user.MailRecipient;
import dev.tenfold.shop.user.MailRecipients;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/** Queues mails about accounts, in the transaction of the change. */
@Service
class AccountMails {

    private final AccountMailRepository mails;
    private final MailRecipients users;
    private final JobQueue queue;
    private final AccountMailJob job;
    private final Transactions transactions;
    private final Clock clock;

    AccountMails(AccountMailRepository mails, MailRecipients users, JobQueue queue, AccountMailJob job, Transactions transactions,
            Clock clock) {
        this.mails = mails;
        this.users = users;
        this.queue = queue;
        this.job = job;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Queues a mail to the current address of a user, in a transaction of its own. */
    void request(AccountMailKind kind, MailRecipient user) {
        transactions.run(() -> queue(kind, user, null));
    }

    /** Queues a mail to the user who has this e-mail. If nobody has it, a job is queued all the same, and sends nothing. */
    void requestByEmail(AccountMailKind kind, String emailKey) {
        transactions.run(() -> {
            JobId id = JobId.next();
            mails.addByEmail(id.value(), kind, emailKey, clock.instant());
            queue.add(id, job, new AccountMailJob.AccountMailPayload(kind), null);
        });
    }

    /** Notifies the owner at the old address, which may be the only one that is still the owner's. */
    @EventListener
    void onEmailChanged(EmailChanged change) {
        if (change.before().verified()) {
            queue(AccountMailKind.EMAIL_CHANGED, change.before(), change.before().email());
        }
    }

    @EventListener
    void onPasswordChanged(PasswordChanged change) {
        users.find(change.user()).filter(MailRecipient::verified)
                .ifPresent(user -> queue(AccountMailKind.PASSWORD_CHANGED, user, null));
    }

    @EventListener
    void onErased(Erased change) {
        mails.deleteOf(change.user());
    }

    private void queue(AccountMailKind kind, MailRecipient user, @Nullable String email) {
        JobId id = JobId.next();
        mails.add(id.value(), kind, user.id(), user.emailKey(), email, clock.instant());
        queue.add(id, job, new AccountMailJob.AccountMailPayload(kind), user.id());
    }
}
