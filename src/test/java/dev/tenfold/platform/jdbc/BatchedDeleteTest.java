package dev.tenfold.platform.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.SimpleTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;

class BatchedDeleteTest {

    private final List<Integer> limits = new ArrayList<>();
    private int commits;
    private final BatchedDelete batches = new BatchedDelete(new Transactions(new Counting()));

    @Test
    void aBatchThatIsNotFullIsTheLast() {
        run(2_500);
        assertThat(limits).containsExactly(1_000, 1_000, 1_000);
    }

    @Test
    void afterAFullBatchAnotherFollows() {
        run(1_000);
        assertThat(limits).hasSize(2);
    }

    @Test
    void eachBatchIsCommitted() {
        run(2_500);
        assertThat(commits).isEqualTo(3);
    }

    @Test
    void aRunEndsAfterAHundredBatches() {
        run(Integer.MAX_VALUE);
        assertThat(limits).hasSize(100);
    }

    /** Deletes from so many rows. */
    private void run(int rows) {
        batches.run(most -> {
            assertThat(commits).as("commits before this batch").isEqualTo(limits.size());
            int left = rows - limits.stream().mapToInt(Integer::intValue).sum();
            limits.add(most);
            return Math.min(left, most);
        });
    }

    /** Counts commits. */
    private final class Counting implements PlatformTransactionManager {

        @Override
        public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
            return new SimpleTransactionStatus();
        }

        @Override
        public void commit(TransactionStatus status) {
            commits++;
        }

        @Override
        public void rollback(TransactionStatus status) {
            throw new IllegalStateException("Nothing is rolled back here");
        }
    }
}
