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
 * A proxy to a server on this machine, which can delay and stop the traffic. While it is cut, nothing is refused and nothing is closed:
 * bytes wait on both sides and continue after the repair, as TCP resends what a broken network has lost.
 */
public final class NetworkProxy implements AutoCloseable {

    private static final int CHUNK = 16_384;
    private static final String SUBSCRIBE = "SUBSCRIBE";

    private final ServerSocket server;
    private volatile int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch whole = new CountDownLatch(0);
    private volatile long mostNanos;

    /** @param target the server's port */
    public NetworkProxy(int target) {
        this(target, 0);
    }

    /** @param port the port of the proxy; 0 for any */
    public NetworkProxy(int target, int port) {
        this(target, port, InetAddress.getLoopbackAddress());
    }

    /** @param address the address of the proxy: one of this machine's */
    public NetworkProxy(int target, int port, InetAddress address) {
        this.target = target;
        try {
            server = new ServerSocket(port, 0, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The port of the proxy. */
    public int port() {
        return server.getLocalPort();
    }

    /** From now on new connections go to the server with this port, like those to a name that points to another server. */
    public void redirectTo(int port) {
        target = port;
    }

    /** Closes the connections that are open now; new ones are accepted. */
    public void closeConnections() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** From now on no traffic passes. */
    public void cut() {
        whole = new CountDownLatch(1);
    }

    /** From now on all traffic passes, the waiting bytes first. */
    public void repair() {
        whole.countDown();
    }

    /**
     * Delays the traffic by a random time up to this, separately for each connection and direction; zero for no delay. Messages of a
     * Redis subscription are not delayed, so that they overtake answers.
     */
    public void delay(Duration most) {
        mostNanos = most.toNanos();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
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
            try (var upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
                sockets.add(upstream);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                var subscribed = new AtomicBoolean();
                Thread back = Thread.ofVirtual().start(() -> pass(upstream, client, subscribed));
                pass(client, upstream, subscribed);
                back.join();
                sockets.remove(upstream);
            }
        } catch (IOException gone) {
            // the client sees that its connection is closed
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
        }
    }

    /** Copies bytes in one direction, and closes both sockets when one ends. */
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
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            repair();
        }
    }
}
