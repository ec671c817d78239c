package dev.tenfold.shop.checkout;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order to place. Its JSON is part of the stored fingerprint of a request: if it changes, retries that span a deployment are refused.
 * @param items may contain a product more than once
 * @param expectedTotal the only total that the client accepts, or null for any
 */
record NewOrder(List<NewOrderItem> items, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money expectedTotal) {

    /** A quantity of one product. */
    record NewOrderItem(ProductId productId, int quantity) {}
}
