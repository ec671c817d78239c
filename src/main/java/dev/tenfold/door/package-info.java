/** The short way: a public answer that was made once leaves as bytes, before security and MVC, for as long as what it was made of stands. */
@NullMarked
package dev.tenfold.door;

import org.jspecify.annotations.NullMarked;
