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

/** A mail server at the end of a network that can be cut: so a worker is sure to be in the middle of a mail when it is killed. */
final class MailServerBehindProxy implements AutoCloseable {

    private final GreenMail server;
    private final NetworkProxy network;

    MailServerBehindProxy() {
        int port = FreePort.find();
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        network = new NetworkProxy(port);
    }

    /** What sends mails here. */
    Map<String, Object> properties() {
        return Map.of("spring.mail.host", "127.0.0.1", "spring.mail.port", network.port(), "tenfold.ordermail.from", "tea@tenfold.test");
    }

    /** From now on nobody is answered; all that came is forgotten. */
    void cut() {
        try {
            network.cut();
            server.purgeEmailFromAllMailboxes();
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on all are, those first who wait. */
    void mend() {
        network.mend();
    }

    /** How often a mail came, by its {@code Message-ID}. */
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
