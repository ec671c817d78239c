/**
 * Placing orders: each decided by itself, those that arrive together committed together.
 *
 * <p>A request becomes a {@link dev.tenfold.checkout.Placement} and waits in the {@link dev.tenfold.batch.Batcher}, whose turns commit what
 * is waiting as one {@link dev.tenfold.checkout.BatchTransaction}: keys, locks, decisions (by {@link dev.tenfold.checkout.Basket}), writes.
 */
@NullMarked
package dev.tenfold.checkout;

import org.jspecify.annotations.NullMarked;
