package dev.tenfold.jobs.job;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.NetworkProxy;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.HashMap;
import java.util.Map;

/** A mail server behind a network proxy that can be cut, so that a worker is certainly in the middle of a mail when it is killed. */
final class MailServerBehindProxy implements AutoCloseable {

    private final GreenMail server;
    private final NetworkProxy network;

    MailServerBehindProxy() {
        int port = FreePort.find();
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        network = new NetworkProxy(port);
    }

    /** The mail settings that send mails here. */
    Map<String, Object> properties() {
        return Map.of("spring.mail.host", "127.0.0.1", "spring.mail.port", network.port(), "tenfold.ordermail.from", "tea@tenfold.test");
    }

    /** From now on nothing is answered, and the mails so far are deleted. */
    void cut() {
        try {
            network.cut();
            server.purgeEmailFromAllMailboxes();
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
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
            for (MimeMessage mail : server.getReceivedMessages()) {
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
        server.stop();
    }
}
