/** Mails to buyers: of what happened to their orders. */
@NullMarked
package dev.tenfold.mail;

import org.jspecify.annotations.NullMarked;
