package dev.tenfold.platform.shutdown;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection that is used until a response closes it, like a proxy does. */
final class KeepAliveConnection implements AutoCloseable {

    private static final int TIMEOUT_MS = 60_000;
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final Socket socket = new Socket();
    private final InputStream in;

    /** @throws java.net.ConnectException when no server listens */
    KeepAliveConnection(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * @param status the status of the response
     * @param closes whether the response closes the connection
     */
    record Answer(int status, boolean closes) {}

    /** @throws IOException when the response is missing or incomplete */
    Answer ask(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        boolean closes = false;
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            closes |= lower.equals("connection: close");
            if (lower.startsWith("content-length: ")) {
                length = Integer.parseInt(lower.substring("content-length: ".length()));
            }
        }
        if (in.readNBytes(length).length < length) {
            throw new EOFException("half an answer");
        }
        return new Answer(Integer.parseInt(status.substring(STATUS_AT, STATUS_AT + 3)), closes);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after \"" + line + "\"");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
