package dev.tenfold.benchmark.load;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request that somebody makes, whether or not the service is ready for it.
 *
 * @param from an address of the loopback network
 * @param request the whole of it as HTTP/1.1
 */
record Arrival(Kind kind, InetAddress from, ByteBuffer request) {

    Arrival(Kind kind, InetAddress from, String request) {
        this(kind, from, ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    }
}
