package dev.tenfold.jobs.job;

import io.swagger.v3.oas.annotations.media.Schema;

/** How many failed jobs were queued again. */
@Schema(name = "RetriedJobs")
record RetriedJobs(@Schema(example = "120", minimum = "0", maximum = "1000") int retried) {}
