/** The table of all routes: who may call each, how important it is under load, and whether it is cached. */
@NullMarked
package dev.tenfold.api.route;

import org.jspecify.annotations.NullMarked;
