/** Mails to buyers: of what happened to their orders. */
@NullMarked
package dev.tenfold.shop.ordermail;

import org.jspecify.annotations.NullMarked;
