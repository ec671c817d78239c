/** Mails to buyers about their orders. */
@NullMarked
package dev.tenfold.shop.ordermail;

import org.jspecify.annotations.NullMarked;
