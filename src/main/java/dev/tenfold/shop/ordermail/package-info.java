/** Mails to buyers about their orders, and the sender that all mails go through. */
@NullMarked
package dev.tenfold.shop.ordermail;

import org.jspecify.annotations.NullMarked;
