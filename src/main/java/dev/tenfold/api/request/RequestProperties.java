package dev.tenfold.api.request;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the client's address is found.
 * @param trustedProxies networks, such as {@code 10.0.0.0/8}, whose {@code X-Forwarded-For} is trusted; none by default
 */
@ConfigurationProperties("tenfold.request")
record RequestProperties(@DefaultValue List<String> trustedProxies) {

    RequestProperties {
        trustedProxies = List.copyOf(trustedProxies);
        Network.of("tenfold.request.trusted-proxies", trustedProxies); // an invalid network stops the start
    }
}
