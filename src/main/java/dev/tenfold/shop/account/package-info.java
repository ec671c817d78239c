/** Verification of e-mail addresses and passwords reset by mail: the mails, their tokens, and the routes. */
@NullMarked
package dev.tenfold.shop.account;

import org.jspecify.annotations.NullMarked;
