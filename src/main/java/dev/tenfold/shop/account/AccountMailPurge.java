package dev.tenfold.shop.account;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.jdbc.BatchedDelete;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes old mails about accounts with their tokens. Instances share the work: each skips the rows that another is deleting. */
@Component
@OnRole(ProcessRole.WORKER)
class AccountMailPurge {

    private static final String INTERVAL = "${tenfold.account.purge-interval:" + AccountProperties.PURGE_INTERVAL + "}";

    private final AccountMailRepository mails;
    private final BatchedDelete batches;
    private final Clock clock;
    private final Duration retention;

    AccountMailPurge(AccountMailRepository mails, BatchedDelete batches, Clock clock, AccountProperties properties) {
        this.mails = mails;
        this.batches = batches;
        this.clock = clock;
        this.retention = properties.retention();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        Instant moment = clock.instant().minus(retention);
        batches.run(most -> mails.purge(moment, most));
    }
}
