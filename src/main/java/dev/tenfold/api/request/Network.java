package dev.tenfold.api.request;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An IP network such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is a network too. */
public record Network(InetAddress start, int bits) {

    /**
     * The networks in a setting.
     * @throws IllegalArgumentException when a text is not a network; the message names the setting
     */
    public static List<Network> of(String setting, List<String> texts) {
        try {
            return texts.stream().map(Network::of).toList();
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(setting + ": " + none.getMessage(), none);
        }
    }

    /** @throws IllegalArgumentException when the text is not a network */
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

    /** Parses an address without a name lookup; null if the text is not an address. */
    public static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    public boolean contains(InetAddress address) {
        byte[] own = start.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = bits - bit >= Byte.SIZE ? 0xFF : 0xFF << (Byte.SIZE - (bits - bit));
            if (((own[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
