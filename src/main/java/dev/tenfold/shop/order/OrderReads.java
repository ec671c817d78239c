package dev.tenfold.shop.order;

import dev.tenfold.api.paging.Cursors;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.cache.recentwrites.RecentWrites;
import dev.tenfold.platform.datasource.Lsn;
import dev.tenfold.platform.datasource.ReadReplicas;
import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Reads orders for a caller, from a replica if one has the last change that the caller made, and the last one of the caller's orders. For
 * showing orders only: what is to be changed is read from the primary.
 */
@Service
class OrderReads {

    private final OrderRepository orders;
    private final ReadReplicas replicas;
    private final RecentWrites writes;
    private final Cursors cursors;

    OrderReads(OrderRepository orders, ReadReplicas replicas, RecentWrites writes, Cursors cursors) {
        this.orders = orders;
        this.replicas = replicas;
        this.writes = writes;
        this.cursors = cursors;
    }

    /**
     * An order to show. It has all that the caller has done, and for its buyer also what others have done with it. For an admin, a change of
     * others may be missing for a moment.
     * @throws NotFound when there is no such order, or it belongs to another user
     */
    Order get(Caller caller, OrderId id) {
        return OrderService.visible(caller, replicas.find(lastWriteOf(caller), () -> orders.find(id)));
    }

    /**
     * Orders, the newest first. A user gets only their own; an admin gets everybody's or those of one user.
     * @throws Forbidden when a caller who is not an admin asks for another user's orders
     */
    Page<Order> list(Caller caller, @Nullable OrderStatus status, @Nullable UserId of, Paging paging) {
        if (of != null && !caller.maySee(of)) {
            throw new Forbidden("Only an admin may list another user's orders");
        }
        UserId user = caller.isAdmin() ? of : caller.id();
        String scope = String.join("\u0000", "orders", String.valueOf(user), String.valueOf(status));
        List<String> after = cursors.open(scope, paging, 1);
        UUID before = after == null ? null : UUID.fromString(after.getFirst());
        List<Order> rows = replicas.read(lastWriteOf(caller), () -> orders.list(user, status, before, paging.rows() + 1));
        return cursors.page(scope, paging, rows, order -> List.of(order.id().toString()),
                () -> replicas.read(lastWriteOf(caller), () -> orders.count(user, status)));
    }

    private Supplier<Lsn> lastWriteOf(Caller caller) {
        return () -> writes.of(caller.id().value());
    }

    /**
     * Runs a change of an order, also one that fails with its outcome unknown.
     * @param users who must see it at once
     */
    <T> T committing(Supplier<T> change, UserId... users) {
        return writes.committing(Stream.of(users).map(UserId::value).toList(), change);
    }

    /** To be called when a change is committed, with the user who must see it at once. */
    void committed(UserId user) {
        writes.committed(user.value());
    }
}
