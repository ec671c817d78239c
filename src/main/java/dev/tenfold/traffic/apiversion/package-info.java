/** The end of a version of the API: the headers that announce it, and the refusals after it. */
@NullMarked
package dev.tenfold.traffic.apiversion;

import org.jspecify.annotations.NullMarked;
