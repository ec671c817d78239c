package dev.tenfold.testing.services;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.stream.Stream;

/** A mail server (SMTP) on this machine that records the mails. It keeps its port when it is stopped, but not its mails. */
public final class TestMailServer implements AutoCloseable {

    private static final long START_LIMIT_MS = 60_000; // 2 s by default, too short for a busy machine

    private final int port = FreePort.find();
    private final GreenMail server = new GreenMail(setup(port));

    private static ServerSetup setup(int port) {
        var setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(START_LIMIT_MS);
        return setup;
    }

    public int port() {
        return port;
    }

    public void start() {
        server.start();
    }

    public void stop() {
        server.stop();
    }

    /** All mails that arrived, the oldest first. */
    public List<MimeMessage> received() {
        return List.of(server.getReceivedMessages());
    }

    /** The mails to this address, the oldest first. */
    public List<MimeMessage> received(String to) {
        return received().stream().filter(mail -> recipient(mail).equals(to)).toList();
    }

    /** The addresses to which mails arrived, in the order of the mails. */
    public Stream<String> recipients() {
        return received().stream().map(TestMailServer::recipient);
    }

    public void deleteMails() {
        try {
            server.purgeEmailFromAllMailboxes();
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String recipient(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0].toString();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
