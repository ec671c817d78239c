/** How PostgreSQL finds what requests ask for, when there is much of it. */
@NullMarked
package dev.tenfold.plan;

import org.jspecify.annotations.NullMarked;
