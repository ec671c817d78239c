/** Invoices for orders. */
@NullMarked
package dev.tenfold.shop.invoice;

import org.jspecify.annotations.NullMarked;
