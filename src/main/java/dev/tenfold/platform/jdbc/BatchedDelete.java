package dev.tenfold.platform.jdbc;

import java.util.function.IntUnaryOperator;
import org.springframework.stereotype.Component;

/** Deletes old rows in batches small enough not to delay other work, each in a transaction of its own. */
@Component
public class BatchedDelete {

    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    private final Transactions transactions;

    BatchedDelete(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Deletes until a batch is not full. After 100 batches the rest is left for the next run.
     * @param deleteAtMost deletes at most so many rows, and returns how many it has deleted
     */
    public void run(IntUnaryOperator deleteAtMost) {
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            if (transactions.run(() -> deleteAtMost.applyAsInt(BATCH)) < BATCH) {
                return;
            }
        }
    }
}
