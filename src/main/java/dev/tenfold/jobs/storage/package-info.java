/** Files: what is too long for a row, or goes out as it is. They lie in a bucket of S3 or in a folder. */
@NullMarked
package dev.tenfold.jobs.storage;

import org.jspecify.annotations.NullMarked;
