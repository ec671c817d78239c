/** Values as PostgreSQL's driver takes them. */
@NullMarked
package dev.tenfold.sql;

import org.jspecify.annotations.NullMarked;
