/** The first run: a shop with demo data for somebody who wants to look around, ready after one command. */
@NullMarked
package dev.tenfold.testing.demo;

import org.jspecify.annotations.NullMarked;
