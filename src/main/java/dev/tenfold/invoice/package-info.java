/** Invoices for orders. */
@NullMarked
package dev.tenfold.invoice;

import org.jspecify.annotations.NullMarked;
