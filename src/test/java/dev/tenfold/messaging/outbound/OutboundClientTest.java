package dev.tenfold.messaging.outbound;

import dev.tenfold.testing.services.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests to all kinds of receivers, over real connections. */
class OutboundClientTest {

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration ROOMY = Duration.ofSeconds(20); // for responses that do arrive, on a busy machine
    private static final Duration WELL_WITHIN = Duration.ofSeconds(15); // the receiver never answers
    private static final String HOST = "hooks.test";

    private static final TestCertificate CERTIFICATE = TestCertificate.of(HOST);
    private static final SslBundles TRUST = new DefaultSslBundleRegistry("tests", CERTIFICATE.trust());

    /** The names that were resolved. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private Duration limit = ROOMY;

    @Test
    void aRequestArrivesUnchangedOverTls() throws Exception {
        try (var receiver = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.status(204));
                OutboundClient sender = sender("127.0.0.1")) {
            OutboundResponse response = post(sender, receiver.url(HOST));
            assertThat(response.error()).isNull();
            assertThat(response.status()).isEqualTo(204);
            WebhookReceiver.Received request = receiver.received().getFirst();
            assertThat(request.requestLine()).isEqualTo("POST /hook HTTP/1.1");
            assertThat(request.body()).isEqualTo("{\"text\": \"\u00fc\"}");
            assertThat(request.header("content-type")).isEqualTo("application/json");
            assertThat(request.header("webhook-id")).isEqualTo("7");
            assertThat(request.headers()).doesNotContainKeys("accept-encoding", "cookie", "upgrade", "expect");
        }
    }

    /** DNS rebinding needs a second lookup with another answer: there must be none. */
    @Test
    void theNameIsResolvedOnceAndTheCheckedAddressIsUsed() throws Exception {
        DnsResolver rebinding = names(question -> new String[]{question == 1 ? "127.0.0.1" : "127.0.0.2"});
        try (var receiver = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.status(200));
                OutboundClient sender = sender(rebinding)) {
            assertThat(post(sender, receiver.url(HOST)).isSuccess()).isTrue();
            assertThat(asked).containsExactly(HOST);
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void aNameWithAPrivateAddressIsRefusedWithoutConnecting() throws Exception {
        for (String[] addresses : new String[][]{{"127.0.0.2"}, {"10.0.0.1"}, {"10.0.0.1", "169.254.169.254"}, {"64:ff9b::a00:1"},
            {"::1"}}) {
            try (var receiver = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.status(200));
                    OutboundClient sender = sender(addresses)) {
                OutboundResponse response = post(sender, receiver.url(HOST));
                assertThat(response.status()).isNull();
                assertThat(response.error()).contains("not on the public internet").doesNotContain(addresses);
                assertThat(receiver.received()).isEmpty();
            }
        }
    }

    /** In an IPv6 network a name server may add such addresses to a good one. */
    @Test
    void aRefusedAddressDropsOut() throws Exception {
        try (var receiver = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.status(200));
                OutboundClient sender = sender("169.254.169.254", "64:ff9b::a00:1", "127.0.0.1")) {
            assertThat(post(sender, receiver.url(HOST)).isSuccess()).isTrue();
            assertThat(receiver.received()).hasSize(1);
        }
    }

    /**
     * Notations of 127.0.0.1 that only the system's resolver understands, and an address in the URL, which is checked like any other.
     */
    @Test
    void unusualNotationsOfAnAddressAreRefused() throws IOException {
        var properties = new OutboundProperties(List.of(), true, LIMIT, null);
        try (var receiver = WebhookReceiver.start(WebhookReceiver.status(200));
                OutboundClient sender = new OutboundClient(new AllowedDestinations(properties), properties, TRUST)) {
            for (String host : List.of("localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1", "[::ffff:127.0.0.1]",
                    "0", "[::]")) {
                OutboundResponse response = post(sender, receiver.url(host));
                assertThat(response.isSuccess()).as(host).isFalse();
            }
            assertThat(receiver.received()).isEmpty();
        }
    }

    @Test
    void aCertificateMustBeTrustedAndMatchTheHost() throws Exception {
        try (var stranger = WebhookReceiver.start(TestCertificate.of(HOST).server(), WebhookReceiver.status(200));
                var ours = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.status(200));
                OutboundClient sender = sender("127.0.0.1")) {
            assertThat(post(sender, stranger.url(HOST)).error()).startsWith("TLS failed");
            assertThat(post(sender, ours.url("other.test")).error()).startsWith("TLS failed");
            assertThat(stranger.received()).isEmpty();
            assertThat(ours.received()).isEmpty();
        }
    }

    static Stream<WebhookReceiver.Behaviour> hostile() {
        return Stream.of(WebhookReceiver.hang(), WebhookReceiver.drip(), WebhookReceiver.dripBody());
    }

    @ParameterizedTest
    @MethodSource("hostile")
    @Execution(ExecutionMode.CONCURRENT)
    void noReceiverIsWaitedForLongerThanTheLimit(WebhookReceiver.Behaviour behaviour) throws Exception {
        limit = LIMIT;
        try (var receiver = WebhookReceiver.start(CERTIFICATE.server(), behaviour); OutboundClient sender = sender("127.0.0.1")) {
            OutboundResponse response = post(sender, receiver.url(HOST));
            assertThat(response.error()).isEqualTo("No complete answer came within " + LIMIT.toMillis() + " ms");
            assertThat(response.took()).isBetween(LIMIT, WELL_WITHIN);
            assertThat(receiver.received()).hasSize(1);
        }
    }

    /** A receiver that accepts the connection but does not answer the TLS handshake, and a name server that never answers. */
    @Test
    void theTimeoutCoversConnectingToo() throws Exception {
        limit = LIMIT;
        try (var silent = WebhookReceiver.start(WebhookReceiver.hang()); OutboundClient sender = sender("127.0.0.1")) {
            OutboundResponse response = post(sender, silent.url(HOST).replace("http:", "https:"));
            assertThat(response.error()).isNotNull();
            assertThat(response.took()).isLessThan(WELL_WITHIN);
        }
        DnsResolver never = new Names() {
            @Override
            public InetAddress[] resolve(String host) {
                LockSupport.parkNanos(Duration.ofSeconds(30).toNanos());
                return new InetAddress[0];
            }
        };
        try (OutboundClient sender = sender(never)) {
            OutboundResponse response = post(sender, "https://hooks.test/");
            assertThat(response.error()).contains("does not resolve");
            assertThat(response.took()).isLessThan(WELL_WITHIN);
        }
    }

    @Test
    void aHugeResponseIsNotReadToItsEnd() throws Exception {
        try (var receiver = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.flood());
                OutboundClient sender = sender("127.0.0.1")) {
            OutboundResponse response = post(sender, receiver.url(HOST));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.error()).contains("longer than 65536 bytes");
            assertThat(response.took()).isLessThan(ROOMY);
            assertThat(receiver.sent()).as("what the systems' buffers took").isLessThan(32L * 1024 * 1024);
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (var elsewhere = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.status(200));
                var receiver = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.redirect(elsewhere.url(HOST)));
                OutboundClient sender = sender("127.0.0.1")) {
            OutboundResponse response = post(sender, receiver.url(HOST));
            assertThat(response.status()).isEqualTo(307);
            assertThat(response.error()).contains("Redirects");
            assertThat(elsewhere.received()).isEmpty();
        }
    }

    @Test
    void invalidHttpAndARefusedConnectionFailOnlyTheRequest() throws Exception {
        String nobody;
        try (var gone = WebhookReceiver.start(CERTIFICATE.server(), WebhookReceiver.status(200))) {
            nobody = gone.url(HOST);
        }
        WebhookReceiver.Behaviour rubbish = (server, request, out) -> out.write(new byte[200_000]);
        try (var receiver = WebhookReceiver.start(CERTIFICATE.server(), rubbish); OutboundClient sender = sender("127.0.0.1")) {
            assertThat(post(sender, nobody).error()).contains("no connection");
            assertThat(post(sender, receiver.url(HOST)).error()).isNotNull();
            assertThat(receiver.received()).as("nothing is sent twice").hasSize(1);
        }
    }

    private static OutboundResponse post(OutboundClient sender, String url) {
        return sender.post(URI.create(url), Map.of("webhook-id", "7"), "application/json", "{\"text\": \"\u00fc\"}");
    }

    private OutboundClient sender(String... addresses) {
        return sender(names(_ -> addresses));
    }

    /** @param answers to the first lookup, the second, and so on */
    private DnsResolver names(IntFunction<String[]> answers) {
        return new Names() {
            @Override
            public InetAddress[] resolve(String host) {
                asked.add(host);
                String[] addresses = answers.apply(asked.size());
                InetAddress[] found = new InetAddress[addresses.length];
                for (int i = 0; i < found.length; i++) {
                    found[i] = InetAddress.ofLiteral(addresses[i]);
                }
                return found;
            }
        };
    }

    private OutboundClient sender(DnsResolver names) {
        var properties = new OutboundProperties(List.of("127.0.0.1"), false, limit, "tests");
        return new OutboundClient(new PublicAddressResolver(names, new AllowedDestinations(properties), limit.dividedBy(2)), properties,
                TRUST);
    }

    private abstract static class Names implements DnsResolver {

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
