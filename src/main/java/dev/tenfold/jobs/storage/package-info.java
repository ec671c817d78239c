/** Files that are too long for a database row or are sent as they are. They are stored in an S3 bucket or in a folder. */
@NullMarked
package dev.tenfold.jobs.storage;

import org.jspecify.annotations.NullMarked;
