/** Amounts of money in minor units, with exact arithmetic. */
@NullMarked
package dev.tenfold.shop.money;

import org.jspecify.annotations.NullMarked;
