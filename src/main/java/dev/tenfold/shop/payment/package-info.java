/** Payments: signed events of the payment provider, which mark orders as paid. */
@NullMarked
package dev.tenfold.shop.payment;

import org.jspecify.annotations.NullMarked;
