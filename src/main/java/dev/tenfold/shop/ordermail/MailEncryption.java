package dev.tenfold.shop.ordermail;

import java.net.InetAddress;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Requires TLS between this process and the mail server: by STARTTLS (RFC 3207), unless the connection begins with TLS anyway
 * ({@code spring.mail.ssl.enabled}). The server's certificate must be trusted and be for its host. Without this, an attacker in the network
 * who removes the server's offer of STARTTLS reads the mails, and the tokens in them. Values of {@code spring.mail.properties} are kept.
 */
final class MailEncryption {

    private static final String LOCALHOST = "localhost";

    private MailEncryption() {}

    static void require(JavaMailSender sender) {
        if (sender instanceof JavaMailSenderImpl smtp && !isThisMachine(smtp.getHost())) {
            String protocol = smtp.getProtocol() == null ? JavaMailSenderImpl.DEFAULT_PROTOCOL : smtp.getProtocol();
            Properties settings = smtp.getJavaMailProperties();
            settings.putIfAbsent("mail." + protocol + ".starttls.enable", "true");
            settings.putIfAbsent("mail." + protocol + ".starttls.required", "true");
            settings.putIfAbsent("mail." + protocol + ".ssl.checkserveridentity", "true");
        }
    }

    /** Mails to a server on this machine pass no network. Names other than localhost are not looked up: a name server may lie. */
    private static boolean isThisMachine(@Nullable String host) {
        if (host == null || host.equalsIgnoreCase(LOCALHOST)) {
            return true; // without a host, the library uses localhost
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}
