package dev.tenfold.shop.checkout;

import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.UserId;
import java.util.HashMap;
import java.util.Map;

/** How many unpaid orders the buyers of a batch have, with those that the batch adds. Each keeps stock from other buyers. */
final class UnpaidOrders {

    private final Map<UserId, Integer> counts;
    private final int most;

    /**
     * @param counts those before the batch, at most {@code most} for each user
     * @param most how many a user may have; 0 for any number
     */
    UnpaidOrders(Map<UserId, Integer> counts, int most) {
        this.counts = new HashMap<>(counts);
        this.most = most;
    }

    /** @throws Conflict when the user may place no further order */
    void requireRoom(UserId user) {
        if (most > 0 && counts.getOrDefault(user, 0) >= most) {
            throw new Conflict(ProblemCode.TOO_MANY_UNPAID_ORDERS, "A user may have " + most + " unpaid orders");
        }
    }

    void add(UserId user) {
        counts.merge(user, 1, Integer::sum);
    }
}
