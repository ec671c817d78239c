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

/** A mail server (RFC 5321) that gives one command a reply that a test chooses, or replies byte by byte for ever. */
final class ScriptedMailServer implements AutoCloseable {

    private static final long DRIP_NANOS = 20_000_000;

    private final ServerSocket server;
    private final String command;
    private final String reply;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param command the command with the special reply, such as {@code RCPT}
     * @param reply that reply; empty to send one that never ends
     */
    ScriptedMailServer(String command, String reply) {
        this.command = command;
        this.reply = reply;
        try {
            server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many clients are connected. */
    int open() {
        return open.get();
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
        try (client; var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = client.getOutputStream();
            send(out, "220 test");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.toUpperCase(Locale.ROOT).startsWith(command)) {
                    if (reply.isEmpty()) {
                        dripForEver(out);
                    }
                    send(out, reply);
                } else if (line.startsWith("DATA")) {
                    send(out, "354 go on");
                    while (!".".equals(in.readLine())) {
                        // the mail
                    }
                    send(out, "250 ok");
                } else {
                    send(out, line.startsWith("EHLO") ? "250-test\r\n250 AUTH PLAIN" : "250 ok");
                }
            }
        } catch (IOException gone) {
            // the client has closed the connection
        } finally {
            open.decrementAndGet();
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
