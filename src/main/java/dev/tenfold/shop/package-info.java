/** The shop: users, products, stock, orders and what follows from an order. */
@NullMarked
package dev.tenfold.shop;

import org.jspecify.annotations.NullMarked;
