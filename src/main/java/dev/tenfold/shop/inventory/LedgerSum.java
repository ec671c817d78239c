package dev.tenfold.shop.inventory;

import java.util.UUID;

/**
 * A product's stock, and the sum of its ledger up to a movement.
 * @param movementId the last movement in the sum, or 0
 * @param balance the sum of all movements up to that one
 * @param isComplete whether there is no later movement, so that the balance must be the stock
 * @param isRecount whether all movements were added up from the first, and none of an earlier check was used
 * @param isChanged whether the sum is another than the stored one
 */
record LedgerSum(UUID product, long onHand, long movementId, long balance, boolean isComplete, boolean isRecount, boolean isChanged) {

    boolean hasDrifted() {
        return isComplete && onHand != balance;
    }

    /** The same product before its first movement. */
    LedgerSum fromTheFirst() {
        return new LedgerSum(product, onHand, 0, 0, false, true, true);
    }
}
