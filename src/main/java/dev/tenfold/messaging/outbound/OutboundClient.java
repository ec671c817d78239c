package dev.tenfold.messaging.outbound;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * Sends requests to URLs that users have registered. The time limit covers the whole request, so a receiver cannot hold it by sending one
 * byte a second. It follows no redirects, never repeats a request, does not decompress, and reads at most 64 KiB of the response.
 */
@Component
@OnRole(ProcessRole.WORKER)
public class OutboundClient implements AutoCloseable {

    static final int LONGEST_ANSWER = 64 * 1024; // bytes

    private static final int CHUNK = 8 * 1024;
    private static final int LONGEST_REASON = 200;

    private final PublicAddressResolver lookup;
    private final CloseableHttpClient client;
    private final Duration limit;
    private final ScheduledThreadPoolExecutor ends = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().name("outbound-limit").daemon().factory());

    @Autowired
    OutboundClient(AllowedDestinations destinations, OutboundProperties properties, SslBundles bundles) {
        this(new PublicAddressResolver(SystemDefaultDnsResolver.INSTANCE, destinations, properties.timeout().dividedBy(2)), properties,
                bundles);
    }

    OutboundClient(PublicAddressResolver lookup, OutboundProperties properties, SslBundles bundles) {
        this.lookup = lookup;
        this.limit = properties.timeout();
        this.client =
                HttpClientFactory.create(lookup, limit, properties.sslBundle() == null ? null : bundles.getBundle(properties.sslBundle()));
        ends.setRemoveOnCancelPolicy(true);
    }

    /** Sends a POST. Returns within the time limit, whatever the receiver does. */
    public OutboundResponse post(URI url, Map<String, String> headers, String contentType, String body) {
        long start = System.nanoTime();
        var request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setHeader(HttpHeaders.CONNECTION, "close");
        request.setEntity(new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8), ContentType.create(contentType)));
        ScheduledFuture<?> end = ends.schedule(request::abort, limit.toMillis(), TimeUnit.MILLISECONDS);
        try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
            if (!isShort(response)) {
                request.abort(); // otherwise closing would read the rest of the response
                throw new ResponseTooLong(response.getCode());
            }
            return new OutboundResponse(response.getCode(), since(start), error(response.getCode()), retryAfter(response));
        } catch (ResponseTooLong tooLong) {
            return OutboundResponse.failed(tooLong.status, since(start), "The answer was longer than " + LONGEST_ANSWER + " bytes");
        } catch (IOException | RuntimeException failure) { // whatever a receiver causes fails only this request
            return OutboundResponse.failed(null, since(start),
                    request.isAborted() ? "No complete answer came within " + limit.toMillis() + " ms"
                            : reason(failure));
        } finally {
            end.cancel(false);
        }
    }

    /** The response is longer than the limit. */
    private static final class ResponseTooLong extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        ResponseTooLong(int status) {
            this.status = status;
        }
    }

    private static boolean isShort(ClassicHttpResponse response) throws IOException {
        InputStream body = response.getEntity() == null ? InputStream.nullInputStream() : response.getEntity().getContent();
        byte[] chunk = new byte[CHUNK];
        int read = 0;
        for (int bytes = body.read(chunk); bytes >= 0; bytes = body.read(chunk)) {
            read += bytes;
            if (read > LONGEST_ANSWER) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Duration retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return RetryAfter.of(header == null ? null : header.getValue(), Instant.now());
    }

    private static @Nullable String error(int status) {
        return switch (status / 100) {
            case 2 -> null;
            case 3 -> "Redirects are not followed";
            default -> "The status was " + status;
        };
    }

    /** The part of the failure that an admin may see. */
    private static String reason(Exception failure) {
        String what = switch (failure) {
            case UnknownHostException unknown -> String.valueOf(unknown.getMessage());
            case ConnectException _,ConnectTimeoutException _ -> "no connection could be made";
            case SSLException tls -> "TLS failed: " + tls.getMessage();
            case IOException broken -> "the connection broke: " + broken.getMessage();
            default -> "the request could not be sent: " + failure.getMessage();
        };
        return what.codePoints().filter(c -> !Character.isISOControl(c)).limit(LONGEST_REASON)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        ends.shutdownNow();
        client.close();
        lookup.close();
    }
}
