package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.Claim;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.cache.batch.PendingCall;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.checkout.OrderRequest.OrderOutcome.Answered;
import dev.tenfold.shop.checkout.OrderRequest.OrderOutcome.Failed;
import dev.tenfold.shop.order.OrderView;
import org.jspecify.annotations.Nullable;

/** An order that waits to be placed: what is ordered, and by which user. Its weight is its number of lines. */
final class OrderRequest extends PendingCall<StoredResponse> {

    private final UserId user;
    private final Cart cart;
    private final Claim claim;
    private final RequestContext context;
    private final OrderView view;
    private final @Nullable String traceparent;

    OrderRequest(UserId user, Cart cart, Claim claim, RequestContext context, OrderView view, @Nullable String traceparent) {
        this.user = user;
        this.cart = cart;
        this.claim = claim;
        this.context = context;
        this.view = view;
        this.traceparent = traceparent;
    }

    UserId user() {
        return user;
    }

    Cart cart() {
        return cart;
    }

    Claim claim() {
        return claim;
    }

    /** The HTTP request; a refusal names it. */
    RequestContext context() {
        return context;
    }

    /** How the response shows the order. */
    OrderView view() {
        return view;
    }

    /** The trace of the HTTP request, for the order's event: another thread may write the event. */
    @Nullable
    String traceparent() {
        return traceparent;
    }

    @Override
    protected int weight() {
        return cart.products().size();
    }

    void end(OrderOutcome outcome) {
        switch (outcome) {
            case Answered(StoredResponse response) -> succeed(response);
            case Failed(RuntimeException failure) -> fail(failure);
        }
    }

    /** The outcome of an order: a final response, or a failure that only this caller gets. */
    sealed interface OrderOutcome {

        /** A response, which is committed. */
        record Answered(StoredResponse response) implements OrderOutcome {}

        /** A failure for which no response was stored. */
        record Failed(RuntimeException failure) implements OrderOutcome {}
    }
}
