package dev.tenfold.api.request;

import dev.tenfold.api.route.ApiVersion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts requests by version of the API and by the program that sent them: who must still move to the next version. The names of programs
 * are a list of the operator, so the number of series has a limit whatever clients send. The access log has the user of each request.
 */
@Component
class VersionMetrics {

    private static final String OTHER = "other";
    private static final String NONE = "none";

    private final MeterRegistry metrics;
    private final Set<String> known = new HashSet<>();
    private final Map<ApiVersion, Map<String, Counter>> counters = new EnumMap<>(ApiVersion.class);

    VersionMetrics(VersionProperties properties, MeterRegistry metrics) {
        this.metrics = metrics;
        properties.clients().forEach(client -> known.add(client.toLowerCase(Locale.ROOT)));
        for (ApiVersion version : ApiVersion.values()) {
            counters.put(version, new ConcurrentHashMap<>());
        }
    }

    void count(Request request) {
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getCanonicalPath();
        ApiVersion version = path == null ? null : ApiVersion.ofPath(path);
        Map<String, Counter> ofVersion = version == null ? null : counters.get(version);
        if (version == null || ofVersion == null) {
            return;
        }
        String client = client(request.getHeaders().get(HttpHeader.USER_AGENT));
        Counter counter = ofVersion.get(client);
        (counter == null ? ofVersion.computeIfAbsent(client, name -> counter(version, name)) : counter).increment();
    }

    /** The name of the program, if it is a known one (RFC 9110, section 10.1.5). */
    private String client(@Nullable String userAgent) {
        if (userAgent == null || userAgent.isEmpty()) {
            return NONE;
        }
        int end = 0;
        while (end < userAgent.length() && userAgent.charAt(end) != '/' && userAgent.charAt(end) != ' ') {
            end++;
        }
        String name = userAgent.substring(0, end).toLowerCase(Locale.ROOT);
        return known.contains(name) ? name : OTHER;
    }

    private Counter counter(ApiVersion version, String client) {
        return Counter.builder("tenfold.api.requests").description("Requests by version of the API and by the program that sent them")
                .tag("version", version.segment()).tag("client", client).register(metrics);
    }
}
