package dev.tenfold.jobs.job;

/**
 * The result file of a job, as a client sees it when it downloads the file.
 * @param type the media type
 * @param name the suggested file name
 */
public record JobResult(String type, String name) {}
