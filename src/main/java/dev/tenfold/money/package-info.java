/** Money in minor units, added up exactly. */
@NullMarked
package dev.tenfold.money;

import org.jspecify.annotations.NullMarked;
