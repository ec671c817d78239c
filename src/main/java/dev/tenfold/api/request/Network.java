package dev.tenfold.api.request;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network of addresses, as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is one too. */
public record Network(InetAddress start, int bits) {

    /**
     * The networks that a setting names.
     *
     * @throws IllegalArgumentException when a text is none, and says so of the setting
     */
    public static List<Network> of(String setting, List<String> texts) {
        try {
            return texts.stream().map(Network::of).toList();
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(setting + ": " + none.getMessage(), none);
        }
    }

    /** @throws IllegalArgumentException when the text is no network */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        InetAddress start = literal(slash < 0 ? text : text.substring(0, slash));
        if (start == null) {
            throw new IllegalArgumentException("not a network such as 10.0.0.0/8: " + text);
        }
        int most = start.getAddress().length * Byte.SIZE;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("a prefix has 0 to " + most + " bits: " + text);
        }
        return new Network(start, bits);
    }

    /** The address that a text is, without asking any name server; null where it is none. */
    public static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    public boolean contains(InetAddress address) {
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
