package dev.tenfold.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A connection that is kept alive, with one request at a time, on a selector. */
final class Connection {

    private static final int ROOM = 8 * 1024; // doubled where an answer needs more
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)");

    private final SocketChannel channel;
    private final SelectionKey key;
    private final InetAddress from;
    private ByteBuffer in = ByteBuffer.allocate(ROOM);
    private @Nullable ByteBuffer out;
    private @Nullable Arrival arrival;
    private long due;
    private String head = "";
    private int end = -1;

    /** A new one. That there is no port or no memory left here is nothing that the service did: it ends the proof. */
    static Connection open(Selector selector, InetAddress from, int port) {
        try {
            return new Connection(selector, from, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Connection(Selector selector, InetAddress from, int port) throws IOException {
        this.from = from;
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.bind(new InetSocketAddress(from, 0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        this.key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    InetAddress from() {
        return from;
    }

    @Nullable
    Arrival arrival() {
        return arrival;
    }

    /** When its request was due, in {@link System#nanoTime}. */
    long due() {
        return due;
    }

    int status() {
        return Integer.parseInt(head.substring(STATUS_AT, STATUS_AT + 3));
    }

    boolean saysRetryAfter() {
        return head.contains("\r\nretry-after:");
    }

    void send(Arrival next, long dueAt) throws IOException {
        arrival = next;
        due = dueAt;
        out = next.request().duplicate();
        head = "";
        end = -1;
        in.clear();
        if (channel.isConnected()) {
            write();
        }
    }

    /** Goes on as far as the socket allows; true when the answer is complete. */
    boolean proceed() throws IOException {
        if (key.isConnectable()) {
            channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            write();
        } else if (key.isWritable()) {
            write();
        }
        return key.isReadable() && read();
    }

    private void write() throws IOException {
        if (out != null) {
            channel.write(out);
            key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    private boolean read() throws IOException {
        if (channel.read(in) < 0) {
            throw new IOException("closed");
        }
        if (!in.hasRemaining()) {
            in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
        }
        if (end < 0) {
            findEnd();
        }
        return end >= 0 && in.position() >= end;
    }

    private void findEnd() throws IOException {
        for (int i = 3; i < in.position(); i++) {
            if (in.get(i) == '\n' && in.get(i - 2) == '\n') {
                head = new String(in.array(), 0, i + 1, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                Matcher length = LENGTH.matcher(head);
                if (!length.find() && status() != 304 && status() != 204) {
                    throw new IOException("an answer without its length");
                }
                end = i + 1 + (head.contains("\r\ncontent-length:") ? Integer.parseInt(length.group(1)) : 0);
                return;
            }
        }
    }

    /** Whether it takes another request: the answer did not say otherwise. */
    boolean isFree() {
        arrival = null;
        out = null;
        return !head.contains("\r\nconnection: close");
    }

    void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // as wanted
        }
    }
}
