/** Reports: the orders of a period, as a file. */
@NullMarked
package dev.tenfold.shop.report;

import org.jspecify.annotations.NullMarked;
