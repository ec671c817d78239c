package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.route.Routes;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits on what a client may send, and how long it may take.
 * @param maxBody the longest request body
 * @param maxLongBody the longest body of a route that takes long texts, such as a product with its description
 * @param maxUpload the longest file for an import
 * @param headTimeout how long the head of a request may take to arrive, from its first byte
 * @param bodyTimeout how long a body may take to arrive, from the end of the head
 * @param uploadTimeout how long a file may take to arrive
 * @param responseTimeout how long a thread may wait for a client to read the response
 * @param bodies how many bodies may be read at once; when one more arrives, the one that has taken longest is aborted
 * @param uploads how many files may arrive at once, each of them using a thread; one more is refused
 * @param virtualThreads whether virtual threads (JEP 444) process requests, instead of Jetty's threads
 * @param hosts the host names that requests may use, without ports; empty allows any. The operations port does not check the host: probes
 * use the address
 */
@Validated
@ConfigurationProperties("tenfold.requestlimits")
record RequestLimitProperties(
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue("256KB") DataSize maxLongBody,
        @DefaultValue("50MB") DataSize maxUpload,
        @DefaultValue("10s") Duration headTimeout,
        @DefaultValue("10s") Duration bodyTimeout,
        @DefaultValue("60s") Duration uploadTimeout,
        @DefaultValue("30s") Duration responseTimeout,
        @DefaultValue("500") @Min(1) int bodies,
        @DefaultValue("4") @Min(1) int uploads,
        @DefaultValue("true") boolean virtualThreads,
        @DefaultValue List<String> hosts) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    RequestLimitProperties {
        Map.of("max-body", maxBody, "max-long-body", maxLongBody, "max-upload", maxUpload).forEach((name, length) -> {
            if (length.toBytes() <= 0) {
                throw new IllegalArgumentException(
                        "tenfold.requestlimits." + name + " is " + length + ": give a length above zero, such as 64KB");
            }
        });
        Map.of("head-timeout", headTimeout, "body-timeout", bodyTimeout, "upload-timeout", uploadTimeout, "response-timeout",
                responseTimeout).forEach((name, time) -> {
                    if (time.compareTo(SHORTEST) < 0) {
                        throw new IllegalArgumentException("tenfold.requestlimits." + name + " is " + time + ": give 1s or more");
                    }
                });
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /** The longest body of a request that is no upload, in bytes. */
    int longestBody(Request request) {
        boolean isLong = Routes.hasLongBody(request.getMethod(), Request.getPathInContext(request));
        return Math.toIntExact((isLong ? maxLongBody : maxBody).toBytes());
    }
}
