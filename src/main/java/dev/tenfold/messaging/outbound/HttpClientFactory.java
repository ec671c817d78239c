package dev.tenfold.messaging.outbound;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/** Creates the Apache HttpClient, with every feature switched off that an untrusted receiver could misuse. */
final class HttpClientFactory {

    private static final int MOST_CONNECTIONS = 1_000; // the callers limit them; each connection is closed after its request
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_HEADERS = 100;

    private HttpClientFactory() {}

    static CloseableHttpClient create(DnsResolver lookup, Duration limit, @Nullable SslBundle bundle) {
        Timeout half = Timeout.of(limit.dividedBy(2));
        SSLContext trusted = bundle == null ? SSLContexts.createDefault() : bundle.createSslContext();
        var limits = Http1Config.custom().setMaxLineLength(LONGEST_LINE).setMaxHeaderCount(MOST_HEADERS).build();
        var connections = PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(lookup)
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(trusted)) // also checks that the certificate matches the host name
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(half)
                        .setSocketTimeout(Timeout.of(limit.multipliedBy(2))).build()) // never reached: the sender aborts the request before
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(half).build()).setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS).build();
        return HttpClients.custom().setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
                .setConnectionReuseStrategy((request, response, context) -> false).disableRedirectHandling().disableAutomaticRetries()
                .disableContentCompression().disableCookieManagement().disableAuthCaching().setUserAgent("Tenfold-Webhooks").build();
    }
}
