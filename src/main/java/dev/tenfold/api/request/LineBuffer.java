package dev.tenfold.api.request;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A buffer for several lines in UTF-8, filled without creating objects for each part. Not thread-safe. */
final class LineBuffer {

    private static final int FIRST_SIZE = 80 * 1024;
    private static final int LONGEST_ESCAPE = 6; // backslash, u and four digits: the longest escape
    private static final int LONGEST_NUMBER = 20;
    private static final int LONGEST_FRACTION = 10;
    private static final int NANOS_PER_MICROSECOND = 1_000;
    private static final int MICROSECONDS_PER_MILLISECOND = 1_000;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[][] ESCAPES = escapes();
    private static final byte[] ESCAPE_START = ascii("\\u");

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    /** The escape of each ASCII character that a JSON string must not contain (RFC 8259, section 7); null for all other characters. */
    private static byte[][] escapes() {
        byte[][] escapes = new byte[0x80][];
        for (int control = 0; control < ' '; control++) {
            escapes[control] = ascii("\\u" + HEX.toHexDigits((char) control));
        }
        escapes['\b'] = ascii("\\b");
        escapes['\t'] = ascii("\\t");
        escapes['\n'] = ascii("\\n");
        escapes['\f'] = ascii("\\f");
        escapes['\r'] = ascii("\\r");
        escapes['"'] = ascii("\\\"");
        escapes['\\'] = ascii("\\\\");
        return escapes;
    }

    /** The bytes of a text, for {@link #append(byte[])}. */
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    void writeTo(OutputStream output) throws IOException {
        output.write(bytes, 0, length);
        output.flush();
    }

    LineBuffer append(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    LineBuffer append(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Appends text as the content of a JSON string: quotes, backslashes and control characters are escaped. */
    LineBuffer escaped(String text) {
        reserve(text.length() * LONGEST_ESCAPE);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ESCAPES.length) {
                i += beyondAscii(text, i, c);
            } else if (ESCAPES[c] == null) {
                bytes[length++] = (byte) c;
            } else {
                append(ESCAPES[c]);
            }
        }
        return this;
    }

    /** Appends one character in UTF-8 (RFC 3629, section 3). Returns how many more chars of the text it has used. */
    private int beyondAscii(String text, int at, char c) {
        int code = text.codePointAt(at);
        if (Character.isSurrogate(c) && code == c) {
            append(ESCAPE_START).append(ascii(HEX.toHexDigits(c))); // an unpaired surrogate cannot be written in UTF-8
            return 0;
        }
        if (code < 0x800) {
            bytes[length++] = (byte) (0xC0 | code >> 6);
        } else if (code < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
            bytes[length++] = (byte) (0xE0 | code >> 12);
            bytes[length++] = continuation(code >> 6);
        } else {
            bytes[length++] = (byte) (0xF0 | code >> 18);
            bytes[length++] = continuation(code >> 12);
            bytes[length++] = continuation(code >> 6);
        }
        bytes[length++] = continuation(code);
        return Character.charCount(code) - 1;
    }

    /** Appends a number that is not negative, in decimal. */
    LineBuffer number(long value) {
        reserve(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        length += digits;
        int at = length;
        long rest = value;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return this;
    }

    /** Appends nanoseconds as milliseconds with one to three decimals: {@code 0.0}, {@code 1.25}, {@code 3.001}. */
    LineBuffer millis(long nanos) {
        long micros = (nanos + NANOS_PER_MICROSECOND / 2) / NANOS_PER_MICROSECOND;
        number(micros / MICROSECONDS_PER_MILLISECOND);
        return decimals((int) (micros % MICROSECONDS_PER_MILLISECOND), MICROSECONDS_PER_MILLISECOND / 10, 1);
    }

    /** Appends the decimals of a second as in ISO 8601: up to nine, without zeros at the end, and nothing for a whole second. */
    LineBuffer fraction(int nanos) {
        return nanos == 0 ? this : decimals(nanos, 100_000_000, 1);
    }

    /** Appends the three decimals of a second. */
    LineBuffer thousandths(int nanos) {
        return decimals(nanos / 1_000_000, 100, 3);
    }

    private LineBuffer decimals(int value, int firstUnit, int least) {
        reserve(LONGEST_FRACTION);
        bytes[length++] = '.';
        int rest = value;
        int written = 0;
        for (int unit = firstUnit; rest > 0 || written < least; unit /= 10) {
            bytes[length++] = (byte) ('0' + rest / unit);
            rest %= unit;
            written++;
        }
        return this;
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
