/**
 * Placing orders: each decided by itself, those that arrive together committed together.
 *
 * <p>A request becomes a {@link dev.tenfold.shop.checkout.OrderRequest} and waits in the {@link dev.tenfold.cache.batch.Batcher}, whose turns commit what
 * is waiting as one {@link dev.tenfold.shop.checkout.BatchTransaction}: keys, locks, decisions (by {@link dev.tenfold.shop.checkout.Cart}), writes.
 */
@NullMarked
package dev.tenfold.shop.checkout;

import org.jspecify.annotations.NullMarked;
