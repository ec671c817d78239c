package dev.tenfold.testing.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * An instance that can die with its address, as a killed container does: connections to it are neither accepted nor refused. Its queue of new
 * connections is full then, and nothing takes them out of it.
 */
final class KillableInstance implements AutoCloseable {

    private static final int SHORT_MS = 50;
    private static final int LONG_MS = 5_000;
    private static final int ENOUGH = 8;
    private static final byte[] OK =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final List<Socket> queued = new CopyOnWriteArrayList<>();
    private final Consumer<String> received;
    private final Object gate = new Object();
    private volatile boolean alive = true;

    /** @param received gets the path of each POST */
    KillableInstance(String address, int port, Consumer<String> received) throws IOException {
        this.received = received;
        server = new ServerSocket(port, 1, InetAddress.getByName(address));
        server.setSoTimeout(SHORT_MS);
        Thread.ofPlatform().daemon().name("killable-instance").start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                synchronized (gate) {
                    while (!alive) {
                        gate.wait();
                    }
                    Socket client = server.accept();
                    Thread.ofVirtual().start(() -> answer(client));
                }
            } catch (SocketTimeoutException nobody) {
                // look again whether it is alive
            } catch (IOException closed) {
                return;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            client.setSoTimeout(LONG_MS);
            var head = new StringBuilder();
            var in = client.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            if (head.indexOf("POST") == 0) {
                received.accept(head.substring(head.indexOf(" ") + 1, head.indexOf(" HTTP/")));
                in.readNBytes(in.available());
            }
            client.getOutputStream().write(OK);
        } catch (IOException gone) {
            // the client has left
        }
    }

    /** From now on new connections wait. */
    void kill() throws IOException {
        alive = false;
        synchronized (gate) { // the last accept has ended
            for (int i = 0; i < ENOUGH; i++) {
                var socket = new Socket();
                queued.add(socket);
                try {
                    socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), SHORT_MS);
                } catch (SocketTimeoutException full) {
                    return;
                }
            }
        }
        throw new IOException("the queue does not become full");
    }

    void restart() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        queued.clear();
        synchronized (gate) {
            alive = true;
            gate.notifyAll();
        }
    }

    @Override
    public void close() throws IOException {
        restart();
        server.close();
    }
}
