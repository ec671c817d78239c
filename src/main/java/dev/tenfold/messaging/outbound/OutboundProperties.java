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
 * Where requests to the outside may go.
 *
 * @param allowed networks, such as {@code 10.0.0.0/8}, that they may go to although they are not of the public internet; none by default
 * @param plainHttp whether {@code http://} will do as well: for tests
 * @param timeout for all of a request, from looking up the name to the last byte of the answer
 * @param sslBundle of {@code spring.ssl.bundle}: the authorities to trust in place of Java's own
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
        Network.of("tenfold.outbound.allowed", allowed); // refuses what is none, at start
    }

    List<Network> networks() {
        return allowed.stream().map(Network::of).toList();
    }
}
