package dev.tenfold.jobs.job;

/**
 * What a job made, as whoever fetches the file sees it.
 *
 * @param type its media type
 * @param name what to call the file
 */
public record JobResult(String type, String name) {}
