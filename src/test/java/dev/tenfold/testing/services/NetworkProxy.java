package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A stretch of network to a server on this machine, which a test can slow down and cut. While it is cut nothing is refused and nothing is
 * closed: bytes wait on both sides and go on when it is whole again, as TCP sends again what a broken network swallowed.
 */
public final class NetworkProxy implements AutoCloseable {

    private static final int CHUNK = 16_384;
    private static final String SUBSCRIBE = "SUBSCRIBE";

    private final ServerSocket entrance;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch whole = new CountDownLatch(0);
    private volatile long mostNanos;

    /** @param target the server's port */
    public NetworkProxy(int target) {
        this(target, 0);
    }

    /** @param port where to connect instead of to the server itself; 0 for any */
    public NetworkProxy(int target, int port) {
        this.target = target;
        try {
            entrance = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where to connect instead of to the server itself. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** From now on nothing passes. */
    public void cut() {
        whole = new CountDownLatch(1);
    }

    /** From now on all passes, what has waited first. */
    public void mend() {
        whole.countDown();
    }

    /**
     * Holds whatever is sent, on each connection and in each direction by itself, for a random time up to this; zero for not at all. What a
     * Redis client has subscribed to passes at once, so that messages overtake answers.
     */
    public void delay(Duration most) {
        mostNanos = most.toNanos();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try (client) {
            whole.await();
            try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                var subscribed = new AtomicBoolean();
                Thread back = Thread.ofVirtual().start(() -> pass(server, client, subscribed));
                pass(client, server, subscribed);
                back.join();
                sockets.remove(server);
            }
        } catch (IOException gone) {
            // the client sees that its connection is closed
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
        }
    }

    /** Passes on what comes, and closes both when one ends. */
    private void pass(Socket from, Socket to, AtomicBoolean subscribed) {
        var chunk = new byte[CHUNK];
        try (from; to) {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                whole.await();
                if (new String(chunk, 0, length, StandardCharsets.ISO_8859_1).contains(SUBSCRIBE)) {
                    subscribed.set(true);
                }
                long most = mostNanos;
                if (most > 0 && !subscribed.get()) {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
                }
                out.write(chunk, 0, length);
            }
        } catch (IOException gone) {
            // both are closed now
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            mend();
        }
    }
}
