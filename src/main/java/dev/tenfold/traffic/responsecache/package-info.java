/** The response cache: a public answer that was made once leaves as bytes, before security and MVC, while its source has not changed. */
@NullMarked
package dev.tenfold.traffic.responsecache;

import org.jspecify.annotations.NullMarked;
