package dev.tenfold.testing.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sends requests that no HTTP client would send, byte by byte, each over its own connection. */
public final class RawConnection {

    private static final int TIMEOUT_MS = 60_000;
    private static final int NO_CONTENT = 204;

    private final int port;

    public RawConnection(int port) {
        this.port = port;
    }

    /** Sends a request without a body: its request line and its headers, with {@code Connection: close} added. */
    public ApiResponse head(String requestLine, String... headers) {
        String more = Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining());
        return bytes(requestLine, (requestLine + "\r\n" + more + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Like {@link #head}, with the right host. */
    public ApiResponse toHost(String requestLine, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Host: 127.0.0.1:" + port;
        return head(requestLine, all);
    }

    /** Sends a POST of these bytes as JSON. */
    public ApiResponse post(String path, byte[] body, String... headers) {
        var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n");
        List.of(headers).forEach(header -> head.append(header).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return bytes("POST " + path + " HTTP/1.1", all);
    }

    /** Sends this text unchanged. Returns null if the connection ends without a response. */
    public @Nullable ApiResponse raw(String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var in = new PushbackInputStream(socket.getInputStream());
            int first = in.read();
            if (first < 0) {
                return null;
            }
            in.unread(first);
            return read(request.lines().findFirst().orElse(""), in);
        } catch (SocketException closed) {
            return null;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends this text unchanged. Returns everything until the connection ends. */
    public String all(String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException closed) {
            return "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads one response from a connection. */
    public static ApiResponse read(InputStream in) throws IOException {
        return read("", in);
    }

    private ApiResponse bytes(String requestLine, byte[] request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return read(requestLine, socket.getInputStream());
        } catch (IOException failure) {
            throw new UncheckedIOException(requestLine, failure);
        }
    }

    private static ApiResponse read(String requestLine, InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(": ?", 2);
            headers.merge(parts[0], List.of(parts[1]),
                    (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
        }
        byte[] body = status == NO_CONTENT ? new byte[0]
                : headers.containsKey("Transfer-Encoding") ? chunks(in) : rest(in, headers.get("Content-Length"));
        String[] words = requestLine.split(" ", -1);
        return new ApiResponse(words[0], words.length > 1 ? words[1] : "", status, HttpHeaders.of(headers, (_, _) -> true), body);
    }

    private static byte[] rest(InputStream in, List<String> length) throws IOException {
        return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length.getFirst()));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
