package dev.tenfold.request;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A network of addresses, as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is one too. */
record Network(InetAddress start, int bits) {

    /** @throws IllegalArgumentException when the text is no network */
    static Network of(String text) {
        int slash = text.indexOf('/');
        InetAddress start = literal(slash < 0 ? text : text.substring(0, slash));
        if (start == null) {
            throw new IllegalArgumentException("tenfold.request.trusted-proxies: not a network such as 10.0.0.0/8: " + text);
        }
        int most = start.getAddress().length * Byte.SIZE;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("tenfold.request.trusted-proxies: a prefix has 0 to " + most + " bits: " + text);
        }
        return new Network(start, bits);
    }

    /** The address that a text is, without asking any name server; null where it is none. */
    static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    boolean contains(InetAddress address) {
        byte[] ours = start.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = bits - bit >= Byte.SIZE ? 0xFF : 0xFF << (Byte.SIZE - (bits - bit));
            if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
