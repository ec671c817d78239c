package dev.tenfold.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits on what a client may send.
 *
 * @param maxBody the longest request body
 */
@Validated
@ConfigurationProperties("tenfold.http")
record HttpProperties(@DefaultValue("64KB") DataSize maxBody) {

    HttpProperties {
        if (maxBody.toBytes() <= 0) {
            throw new IllegalArgumentException("tenfold.http.max-body is " + maxBody + ": give a length above zero, such as 64KB");
        }
    }
}
