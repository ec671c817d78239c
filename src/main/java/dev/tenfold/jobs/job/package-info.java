/** Background jobs: queued in the transaction of the request, run by a worker, and visible to the user who queued them. */
@NullMarked
package dev.tenfold.jobs.job;

import org.jspecify.annotations.NullMarked;
