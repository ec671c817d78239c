package dev.tenfold.testing.deploy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;

/** The first message of a TLS client (RFC 5246, section 7.4.1.2), of any version, and what a server says to it. */
final class TlsHello {

    static final int TLS_1_2 = 0x0303;
    /** Alert 70, {@code protocol_version}. Another alert would mean that only the ciphers did not fit. */
    static final String WRONG_VERSION = "alert 70";
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int ALERT = 21;
    private static final int DESCRIPTION = 1;
    private static final int VERSION = 4;
    private static final String RANDOM = "5a".repeat(32);
    /** ECDHE with AES: the last four are of TLS 1.0 and later. */
    private static final String CIPHERS = "0010" + "c02bc02cc02fc030" + "c009c00ac013c014";
    private static final String GROUPS = "000a00060004" + "0017001d";
    private static final String POINT_FORMATS = "000b00020100";
    private static final String SIGNATURES = "000d000e000c" + "040305030401050102030201";

    private TlsHello() {}

    static String send(int port, int version) throws IOException {
        String extensions = GROUPS + POINT_FORMATS + SIGNATURES;
        String hello = "%04x%s00%s0100%04x%s".formatted(version, RANDOM, CIPHERS, extensions.length() / 2, extensions);
        String message = "01%06x%s".formatted(hello.length() / 2, hello);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(HexFormat.of().parseHex("160301%04x%s".formatted(message.length() / 2, message)));
            var answer = new DataInputStream(socket.getInputStream());
            int type = answer.readUnsignedByte();
            answer.readUnsignedShort();
            byte[] content = answer.readNBytes(answer.readUnsignedShort());
            return type == ALERT ? "alert " + content[DESCRIPTION]
                    : "the server says hello with version %x".formatted(content[VERSION] << Byte.SIZE | content[VERSION + 1]);
        }
    }
}
