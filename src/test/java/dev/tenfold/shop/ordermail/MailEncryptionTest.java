package dev.tenfold.shop.ordermail;

import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.testing.services.TestCertificate;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Mails to servers with and without TLS, over real connections. */
class MailEncryptionTest {

    private static final String HOST = "mail.tenfold.test";
    private static final TestCertificate CERTIFICATE = TestCertificate.of(HOST);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void aMailToAnotherMachineIsEncrypted() throws MessagingException, GeneralSecurityException {
        try (var server = ScriptedMailServer.takingMails(CERTIFICATE.server())) {
            send(sender(HOST, server), true);
            assertThat(server.encryptedMails()).isOne();
            assertThat(server.plainMails()).isZero();
        }
    }

    /** So an attacker who removes the offer from the server's answer gets no mail. */
    @Test
    void aMailWaitsWhereTheServerOffersNoTls() {
        try (var server = ScriptedMailServer.takingMails(null)) {
            assertThatThrownBy(() -> send(sender(HOST, server), true)).isInstanceOf(Unavailable.class)
                    .hasMessageContaining("does not offer TLS");
            assertThat(server.plainMails()).isZero();
        }
    }

    @Test
    void aMailWaitsWhereTheCertificateIsForAnotherHost() throws GeneralSecurityException {
        try (var server = ScriptedMailServer.takingMails(CERTIFICATE.server())) {
            assertThatThrownBy(() -> send(sender("other.tenfold.test", server), true)).isInstanceOf(Unavailable.class);
            assertThat(server.encryptedMails()).isZero();
            assertThat(server.plainMails()).isZero();
        }
    }

    @Test
    void aMailWaitsWhereTheCertificateIsNotTrusted() throws GeneralSecurityException {
        try (var server = ScriptedMailServer.takingMails(TestCertificate.of(HOST).server())) {
            assertThatThrownBy(() -> send(sender(HOST, server), true)).isInstanceOf(Unavailable.class);
            assertThat(server.encryptedMails()).isZero();
            assertThat(server.plainMails()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
    void aServerOnThisMachineNeedsNoTls(String host) throws MessagingException {
        try (var server = ScriptedMailServer.takingMails(null)) {
            send(sender(host, server), true);
            assertThat(server.plainMails()).isOne();
        }
    }

    @Test
    void anOperatorCanAllowPlainMails() throws MessagingException {
        try (var server = ScriptedMailServer.takingMails(null)) {
            send(sender(HOST, server), false);
            JavaMailSenderImpl own = sender(HOST, server);
            own.getJavaMailProperties().put("mail.smtp.starttls.required", "false");
            send(own, true);
            assertThat(server.plainMails()).isEqualTo(2);
        }
    }

    private static void send(JavaMailSenderImpl sender, boolean tlsRequired) throws MessagingException {
        TestMail.send(sender, LIMIT, tlsRequired);
    }

    /** As Spring Boot makes it of {@code spring.mail.host} and {@code spring.mail.ssl.bundle}. */
    private static JavaMailSenderImpl sender(String host, ScriptedMailServer server) {
        var sender = new JavaMailSenderImpl();
        sender.setHost(host);
        sender.setPort(server.port());
        sender.getJavaMailProperties().putAll(Map.of("mail.smtp.timeout", "10000", "mail.smtp.connectiontimeout", "5000",
                "mail.smtp.socketFactory", new ToThisMachine(server.port()),
                "mail.smtp.ssl.socketFactory", CERTIFICATE.trust().createSslContext().getSocketFactory()));
        return sender;
    }

    /** Connects to the test's server, whatever its name: the name decides which certificate is right, and no name server knows it. */
    private static final class ToThisMachine extends SocketFactory {

        private final int port;

        ToThisMachine(int port) {
            this.port = port;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress name, int timeout) throws IOException {
                    super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int any) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int any, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int any) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int any, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
