/** The first run: a shop with demo data to look around in, ready after one command. */
@NullMarked
package dev.tenfold.testing.demo;

import org.jspecify.annotations.NullMarked;
