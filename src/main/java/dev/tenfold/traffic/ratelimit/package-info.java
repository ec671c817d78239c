/** Rate limits: how often an address, a user or an account may ask, counted across all instances. docs/limits.md is for those who set them. */
@NullMarked
package dev.tenfold.traffic.ratelimit;

import org.jspecify.annotations.NullMarked;
