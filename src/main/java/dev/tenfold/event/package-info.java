/** What happened, written down in the transaction in which it did. */
@NullMarked
package dev.tenfold.event;

import org.jspecify.annotations.NullMarked;
