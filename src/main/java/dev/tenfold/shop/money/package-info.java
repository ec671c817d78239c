/** Money in minor units, added up exactly. */
@NullMarked
package dev.tenfold.shop.money;

import org.jspecify.annotations.NullMarked;
