/** How PostgreSQL finds what requests ask for, when there is much of it. */
@NullMarked
package dev.tenfold.testing.plan;

import org.jspecify.annotations.NullMarked;
