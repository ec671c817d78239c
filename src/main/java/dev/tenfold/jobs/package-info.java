/** Background jobs and the files that they read and write. */
@NullMarked
package dev.tenfold.jobs;

import org.jspecify.annotations.NullMarked;
