package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.FileName;

/**
 * The result file of a job.
 * @param file its name in the store
 * @param type the media type
 * @param name the file name that is suggested to a client
 */
public record JobResult(FileName file, String type, String name) {}
