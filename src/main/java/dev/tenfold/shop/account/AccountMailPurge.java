package dev.tenfold.shop.account;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.jdbc.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes old mails about accounts with their tokens, in batches small enough not to delay other work. */
@Component
@OnRole(ProcessRole.WORKER)
class AccountMailPurge {

    private static final String INTERVAL = "${tenfold.account.purge-interval:" + AccountProperties.PURGE_INTERVAL + "}";
    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    private final AccountMailRepository mails;
    private final Transactions transactions;
    private final Clock clock;
    private final Duration retention;

    AccountMailPurge(AccountMailRepository mails, Transactions transactions, Clock clock, AccountProperties properties) {
        this.mails = mails;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = properties.retention();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        Instant moment = clock.instant().minus(retention);
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            if (transactions.run(() -> mails.purge(moment, BATCH)) < BATCH) {
                return;
            }
        }
    }
}
