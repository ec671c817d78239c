/** The shop: users, products, stock, orders and what follows from an order. The id of a product is here because all these packages use it. */
@NullMarked
package dev.tenfold.shop;

import org.jspecify.annotations.NullMarked;
