package dev.tenfold.testing.services;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/** Finds free ports below the range for outgoing connections: a client that retries a port of that range may connect to itself. */
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 5;

    private FreePort() {}

    /** Starts something on a free port. Another process may take the port in between, so a failure is retried on another port. */
    static <T> T start(IntFunction<T> starter) {
        for (int tried = 1;; tried++) {
            try {
                return starter.apply(find());
            } catch (PortTaken e) {
                if (tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    public static int find() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
    }

    /** Another process took the port before it was used. */
    static final class PortTaken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PortTaken(int port, Throwable cause) {
            super("port " + port + " was taken before it could be used", cause);
        }
    }
}
