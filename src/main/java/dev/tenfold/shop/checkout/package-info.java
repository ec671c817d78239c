/**
 * Placing orders. Each order is decided by itself; orders that arrive together are committed together.
 * <p>A request becomes an {@link dev.tenfold.shop.checkout.OrderRequest} and waits in the {@link dev.tenfold.cache.batch.Batcher}. Each
 * batch is one {@link dev.tenfold.shop.checkout.BatchTransaction}: claim keys, lock stock, decide each order (by {@link
 * dev.tenfold.shop.checkout.Cart}), write.
 */
@NullMarked
package dev.tenfold.shop.checkout;

import org.jspecify.annotations.NullMarked;
