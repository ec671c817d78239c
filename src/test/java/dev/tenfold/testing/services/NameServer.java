package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server (RFC 1035) that has the same addresses for every name, as Docker's has for the instances of a service. They can change. */
public final class NameServer implements AutoCloseable {

    private static final int HEADER = 12;
    private static final short ANSWER = (short) 0x8580; // a response of an authority
    private static final short NAME_OF_THE_QUESTION = (short) 0xC00C;
    private static final short IPV4 = 1;
    private static final short INTERNET = 1;
    private static final int MAX_LENGTH = 1_500;

    private final DatagramSocket socket;
    private final AtomicInteger answers = new AtomicInteger();
    private volatile List<String> addresses;

    public NameServer(List<String> addresses) {
        this.addresses = addresses;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("name-server").start(this::serve);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public void addresses(List<String> now) {
        addresses = now;
    }

    /** How many queries it has answered. */
    public int answers() {
        return answers.get();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(new byte[MAX_LENGTH], MAX_LENGTH);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), addresses);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                answers.incrementAndGet();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static byte[] answer(byte[] request, List<String> addresses) throws IOException {
        int end = HEADER;
        while (request[end] != 0) {
            end += request[end] + 1;
        }
        end += 1 + 2 * Short.BYTES; // the root label, type and class
        var answer = ByteBuffer.allocate(MAX_LENGTH);
        answer.put(request, 0, 2).putShort(ANSWER).putShort((short) 1).putShort((short) addresses.size()).putInt(0);
        answer.put(request, HEADER, end - HEADER);
        for (String address : addresses) {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            answer.putShort(NAME_OF_THE_QUESTION).putShort(IPV4).putShort(INTERNET).putInt(1).putShort((short) bytes.length).put(bytes);
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        socket.close();
    }
}
