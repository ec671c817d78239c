package dev.tenfold.messaging.outbound;

import dev.tenfold.api.request.Network;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where outbound requests may go.
 * @param allowed networks that are not public but allowed, such as {@code 10.0.0.0/8}; none by default
 * @param plainHttp whether {@code http://} URLs are allowed too: for tests only
 * @param timeout for the whole request, from the name lookup to the last byte of the response
 * @param sslBundle the name of a {@code spring.ssl.bundle} with the certificate authorities to trust instead of Java's
 */
@Validated
@ConfigurationProperties("tenfold.outbound")
record OutboundProperties(
        @DefaultValue List<String> allowed,
        @DefaultValue("false") boolean plainHttp,
        @DefaultValue("10s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 10) Duration timeout,
        @Nullable String sslBundle) {

    OutboundProperties {
        allowed = List.copyOf(allowed);
        Network.of("tenfold.outbound.allowed", allowed); // an invalid network stops the start
    }

    List<Network> networks() {
        return allowed.stream().map(Network::of).toList();
    }
}
