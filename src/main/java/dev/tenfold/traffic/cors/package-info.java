/** Cross-origin requests of browsers (CORS): which pages of other origins may call the service. */
@NullMarked
package dev.tenfold.traffic.cors;

import org.jspecify.annotations.NullMarked;
