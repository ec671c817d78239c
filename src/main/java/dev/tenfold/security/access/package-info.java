/** Access rules: who may call which route. */
@NullMarked
package dev.tenfold.security.access;

import org.jspecify.annotations.NullMarked;
