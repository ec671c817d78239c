package dev.tenfold.shop.order;

import dev.tenfold.cache.recentwrites.RecentWrites;
import dev.tenfold.platform.datasource.ReadReplicas;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.UserId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads orders for a caller, from a replica if one has the last change that the caller made, and the last one of the caller's orders. For
 * showing orders only: what is to be changed is read from the primary.
 */
@Component
class OrderReads {

    private final OrderRepository orders;
    private final ReadReplicas replicas;
    private final RecentWrites writes;

    OrderReads(OrderRepository orders, ReadReplicas replicas, RecentWrites writes) {
        this.orders = orders;
        this.replicas = replicas;
        this.writes = writes;
    }

    Optional<Order> find(Caller caller, OrderId id) {
        return replicas.find(() -> writes.of(caller.id().value()), () -> orders.find(id));
    }

    List<Order> list(Caller caller, @Nullable UserId user, @Nullable OrderStatus status, @Nullable UUID before, int rows) {
        return replicas.read(() -> writes.of(caller.id().value()), () -> orders.list(user, status, before, rows));
    }

    int count(Caller caller, @Nullable UserId user, @Nullable OrderStatus status) {
        return replicas.read(() -> writes.of(caller.id().value()), () -> orders.count(user, status));
    }

    /** To be called when a change is committed, with the users who must see it at once. */
    void committed(UserId... users) {
        writes.committed(List.of(users).stream().map(UserId::value).toList());
    }
}
