/** What a process is there for: one jar serves requests, works off what is queued, or both. */
@NullMarked
package dev.tenfold.role;

import org.jspecify.annotations.NullMarked;
