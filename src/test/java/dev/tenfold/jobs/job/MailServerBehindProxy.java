package dev.tenfold.jobs.job;

import dev.tenfold.testing.services.NetworkProxy;
import dev.tenfold.testing.services.TestMailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.HashMap;
import java.util.Map;

/** A mail server behind a network proxy that can be cut, so that a worker is certainly in the middle of a mail when it is killed. */
final class MailServerBehindProxy implements AutoCloseable {

    private final TestMailServer server = new TestMailServer();
    private final NetworkProxy network = new NetworkProxy(server.port());

    MailServerBehindProxy() {
        server.start();
    }

    /** The mail settings that send mails here. */
    Map<String, Object> properties() {
        return Map.of("spring.mail.host", "127.0.0.1", "spring.mail.port", network.port(), "tenfold.ordermail.from", "tea@tenfold.test");
    }

    /** From now on nothing is answered, and the mails so far are deleted. */
    void cut() {
        network.cut();
        server.deleteMails();
    }

    /** From now on each connection is closed at once. */
    void stop() {
        server.stop();
    }

    void start() {
        server.start();
    }

    /** From now on everything is answered; what has waited goes first. */
    void repair() {
        network.repair();
    }

    /** How often a mail arrived, by its {@code Message-ID}. */
    Map<String, Integer> received() {
        Map<String, Integer> times = new HashMap<>();
        try {
            for (MimeMessage mail : server.received()) {
                times.merge(mail.getMessageID(), 1, Integer::sum);
            }
            return times;
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        network.close();
        server.close();
    }
}
