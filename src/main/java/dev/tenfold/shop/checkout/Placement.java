package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.Answer;
import dev.tenfold.api.idempotency.Claim;
import dev.tenfold.api.problem.Occasion;
import dev.tenfold.cache.batch.Waiting;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.checkout.Placement.Outcome.Answered;
import dev.tenfold.shop.checkout.Placement.Outcome.Failed;
import org.jspecify.annotations.Nullable;

/** One order on its way: what is asked, and by whom. Its weight is its lines. */
final class Placement extends Waiting<Answer> {

    private final UserId user;
    private final Basket basket;
    private final Claim claim;
    private final Occasion occasion;
    private final @Nullable String traceparent;

    Placement(UserId user, Basket basket, Claim claim, Occasion occasion, @Nullable String traceparent) {
        this.user = user;
        this.basket = basket;
        this.claim = claim;
        this.occasion = occasion;
        this.traceparent = traceparent;
    }

    UserId user() {
        return user;
    }

    Basket basket() {
        return basket;
    }

    Claim claim() {
        return claim;
    }

    /** The request that asks for the order: a refusal names it. */
    Occasion occasion() {
        return occasion;
    }

    /** The trace of that request, for the order's event; another thread may write it. */
    @Nullable
    String traceparent() {
        return traceparent;
    }

    @Override
    protected int weight() {
        return basket.products().size();
    }

    void end(Outcome outcome) {
        switch (outcome) {
            case Answered(Answer answer) -> succeed(answer);
            case Failed(RuntimeException failure) -> fail(failure);
        }
    }

    /** What came of a placement: an answer that is final, or a failure that is this caller's to see. */
    sealed interface Outcome {

        /** An answer; it is committed. */
        record Answered(Answer answer) implements Outcome {}

        /** No answer was kept. */
        record Failed(RuntimeException failure) implements Outcome {}
    }
}
