package dev.tenfold.traffic.requestlimits;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits on what a client may send, and on how long it may take.
 *
 * @param maxBody the longest request body
 * @param maxUpload the longest file that an import may send
 * @param headTime how long the head of a request may take to arrive, from its first byte
 * @param bodyTime how long a body may take to arrive, from the end of its head
 * @param uploadTime how long a file may take to arrive
 * @param answerTime how long a client may leave a thread waiting for it to read
 * @param bodies how many bodies may be on their way at once; one more, and the one that has taken longest is given up
 * @param uploads how many files may be on their way at once, each held by a thread; one more is refused
 * @param virtualThreads whether requests are worked on by virtual threads (JEP 444) and not by Jetty's
 * @param hosts the names that requests may be for, without ports; none for any. The port for operations does not ask: probes come by address
 */
@Validated
@ConfigurationProperties("tenfold.http")
record HttpProperties(
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue("50MB") DataSize maxUpload,
        @DefaultValue("10s") Duration headTime,
        @DefaultValue("10s") Duration bodyTime,
        @DefaultValue("60s") Duration uploadTime,
        @DefaultValue("30s") Duration answerTime,
        @DefaultValue("500") @Min(1) int bodies,
        @DefaultValue("4") @Min(1) int uploads,
        @DefaultValue("true") boolean virtualThreads,
        @DefaultValue List<String> hosts) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    HttpProperties {
        Map.of("max-body", maxBody, "max-upload", maxUpload).forEach((name, length) -> {
            if (length.toBytes() <= 0) {
                throw new IllegalArgumentException("tenfold.http." + name + " is " + length + ": give a length above zero, such as 64KB");
            }
        });
        Map.of("head-time", headTime, "body-time", bodyTime, "upload-time", uploadTime, "answer-time", answerTime).forEach((name, time) -> {
            if (time.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException("tenfold.http." + name + " is " + time + ": give 1s or more");
            }
        });
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }
}
