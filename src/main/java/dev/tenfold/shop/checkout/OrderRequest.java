package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.Claim;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.cache.batch.PendingCall;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.checkout.OrderRequest.Outcome.Answered;
import dev.tenfold.shop.checkout.OrderRequest.Outcome.Failed;
import org.jspecify.annotations.Nullable;

/** One order on its way: what is asked, and by whom. Its weight is its lines. */
final class OrderRequest extends PendingCall<StoredResponse> {

    private final UserId user;
    private final Cart cart;
    private final Claim claim;
    private final RequestContext context;
    private final @Nullable String traceparent;

    OrderRequest(UserId user, Cart cart, Claim claim, RequestContext context, @Nullable String traceparent) {
        this.user = user;
        this.cart = cart;
        this.claim = claim;
        this.context = context;
        this.traceparent = traceparent;
    }

    UserId user() {
        return user;
    }

    Cart basket() {
        return cart;
    }

    Claim claim() {
        return claim;
    }

    /** The request that asks for the order: a refusal names it. */
    RequestContext occasion() {
        return context;
    }

    /** The trace of that request, for the order's event; another thread may write it. */
    @Nullable
    String traceparent() {
        return traceparent;
    }

    @Override
    protected int weight() {
        return cart.products().size();
    }

    void end(Outcome outcome) {
        switch (outcome) {
            case Answered(StoredResponse response) -> succeed(response);
            case Failed(RuntimeException failure) -> fail(failure);
        }
    }

    /** What came of a placement: an answer that is final, or a failure that is this caller's to see. */
    sealed interface Outcome {

        /** An answer; it is committed. */
        record Answered(StoredResponse response) implements Outcome {}

        /** No answer was kept. */
        record Failed(RuntimeException failure) implements Outcome {}
    }
}
