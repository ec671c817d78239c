package dev.tenfold.shop.ordermail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server (RFC 5321) that gives one command a reply that a test chooses, or replies byte by byte for ever. It offers STARTTLS (RFC
 * 3207) if it has a certificate.
 */
final class ScriptedMailServer implements AutoCloseable {

    private static final long DRIP_NANOS = 20_000_000;

    private final ServerSocket server;
    private final String command;
    private final String reply;
    private final @Nullable SSLContext certificate;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger plainMails = new AtomicInteger();
    private final AtomicInteger encryptedMails = new AtomicInteger();

    /**
     * @param command the command with the special reply, such as {@code RCPT}
     * @param reply that reply; empty to send one that never ends
     */
    ScriptedMailServer(String command, String reply) {
        this(command, reply, null);
    }

    private ScriptedMailServer(String command, String reply, @Nullable SSLContext certificate) {
        this.certificate = certificate;
        this.command = command;
        this.reply = reply;
        try {
            server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** A server that takes each mail, and offers STARTTLS if it has a certificate. */
    static ScriptedMailServer takingMails(@Nullable SSLContext certificate) {
        return new ScriptedMailServer("NOTHING", "", certificate);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many clients are connected. */
    int open() {
        return open.get();
    }

    /** How many mails came without TLS. */
    int plainMails() {
        return plainMails.get();
    }

    int encryptedMails() {
        return encryptedMails.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        open.incrementAndGet();
        try (client) {
            send(client.getOutputStream(), "220 test");
            talk(client);
        } catch (IOException gone) {
            // the client has closed the connection
        } finally {
            open.decrementAndGet();
        }
    }

    private void talk(Socket client) throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = client.getOutputStream();
            boolean plain = !(client instanceof SSLSocket);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.toUpperCase(Locale.ROOT).startsWith(command)) {
                    if (reply.isEmpty()) {
                        dripForEver(out);
                    }
                    send(out, reply);
                } else if (line.startsWith("STARTTLS") && certificate != null) {
                    send(out, "220 go ahead");
                    talk(certificate.getSocketFactory().createSocket(client, null, false));
                    return;
                } else if (line.startsWith("DATA")) {
                    (plain ? plainMails : encryptedMails).incrementAndGet();
                    send(out, "354 go on");
                    while (!".".equals(in.readLine())) {
                        // the mail
                    }
                    send(out, "250 ok");
                } else {
                    String offers = (plain && certificate != null ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN";
                    send(out, line.startsWith("EHLO") ? "250-test\r\n" + offers : "250 ok");
                }
            }
        }
    }

    private static void dripForEver(OutputStream out) throws IOException {
        out.write("250".getBytes(StandardCharsets.US_ASCII));
        while (true) {
            out.write('-');
            out.flush();
            LockSupport.parkNanos(DRIP_NANOS);
        }
    }

    private static void send(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
