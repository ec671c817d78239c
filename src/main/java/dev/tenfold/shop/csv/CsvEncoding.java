package dev.tenfold.shop.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The encodings of a CSV file that can be read. */
public enum CsvEncoding {
    UTF_8(StandardCharsets.UTF_8),
    /** What PowerShell's {@code -Encoding Unicode} and Excel's "Unicode Text" write. */
    UTF_16LE(StandardCharsets.UTF_16LE),
    UTF_16BE(StandardCharsets.UTF_16BE),
    /** What Excel's "CSV" writes on Windows in western languages. Read only where the request names it: its bytes cannot be recognized. */
    WINDOWS_1252(Charset.forName("windows-1252"));

    /** How many bytes {@link #of} needs, if there are so many. */
    public static final int START = 4;
    /** Stands for bytes that are not text in the file's encoding. Unicode has no such character, so no text contains it. */
    public static final char UNREADABLE = '\uFFFF';

    private static final int BYTE = 0xFF;

    private final Charset charset;

    CsvEncoding(Charset charset) {
        this.charset = charset;
    }

    /** The encoding that a media type names; empty if it cannot be read. */
    public static Optional<CsvEncoding> named(Charset charset) {
        return charset.equals(StandardCharsets.UTF_16) ? Optional.of(UTF_16BE)
                : Arrays.stream(values()).filter(encoding -> encoding.charset.equals(charset)).findFirst();
    }

    /**
     * Recognizes the encoding of a file by its byte order mark. Without one, a file of UTF-16 is recognized by the zero byte of its first
     * character, because names of columns begin with a Latin letter or a quote. Everything else has the named encoding, or else UTF-8.
     * @param start the first bytes of the file
     * @param length how many there are, at least {@link #START} or all
     */
    public static CsvEncoding of(byte[] start, int length, @Nullable CsvEncoding named) {
        int first = length > 0 ? start[0] & BYTE : BYTE;
        int second = length > 1 ? start[1] & BYTE : BYTE;
        if (first == 0xEF && second == 0xBB) {
            return UTF_8;
        }
        if ((first == BYTE && second == 0xFE) || (first != 0 && second == 0)) {
            return UTF_16LE;
        }
        if ((first == 0xFE && second == BYTE && length > 1) || (first == 0 && second != 0)) {
            return UTF_16BE;
        }
        return named == null ? UTF_8 : named;
    }

    /** How many bytes each unit of the encoding has. */
    public int unitBytes() {
        return this == UTF_16LE || this == UTF_16BE ? 2 : 1;
    }

    /** The text of a file, perhaps with a byte order mark. Bytes that are not text become {@link #UNREADABLE}. */
    static Reader open(InputStream bytes, @Nullable CsvEncoding named) throws IOException {
        var all = new PushbackInputStream(bytes, START);
        byte[] start = new byte[START];
        int length = all.readNBytes(start, 0, START);
        all.unread(start, 0, length);
        return new InputStreamReader(all, of(start, length, named).charset.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE).replaceWith(String.valueOf(UNREADABLE)));
    }
}
