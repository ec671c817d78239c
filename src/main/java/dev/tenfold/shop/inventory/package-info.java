/** The stock of each product, and the ledger of its changes. */
@NullMarked
package dev.tenfold.shop.inventory;

import org.jspecify.annotations.NullMarked;
