/** CSV files as spreadsheets and shops write and read them. */
@NullMarked
package dev.tenfold.shop.csv;

import org.jspecify.annotations.NullMarked;
