package dev.tenfold.shop.checkout;

import dev.tenfold.shop.ProductId;
import java.util.List;

/**
 * An order to place. Its JSON is part of the stored fingerprint of a request: if it changes, retries that span a deployment are refused.
 * @param items may contain a product more than once
 */
record NewOrder(List<NewOrderItem> items) {

    /** A quantity of one product. */
    record NewOrderItem(ProductId productId, int quantity) {}
}
