package dev.tenfold.api.openapi;

import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The headers of responses. */
final class ResponseHeaders {

    static final String REQUEST_ID = "X-Request-Id";
    static final String CACHE_CONTROL = "Cache-Control";
    static final String ETAG = "ETag";
    static final String LINK = "Link";
    static final String RETRY_AFTER = "Retry-After";
    static final String WWW_AUTHENTICATE = "WWW-Authenticate";
    static final String ACCEPT = "Accept";
    static final String ACCEPT_PATCH = "Accept-Patch";
    static final String REPLAYED = "Idempotent-Replayed";
    static final String RATE_LIMIT = "RateLimit";
    static final String RATE_LIMIT_POLICY = "RateLimit-Policy";
    static final String DEPRECATION = "Deprecation";
    static final String SUNSET = "Sunset";
    private static final String LOCATION = "Location";

    private static final int LONG = 2000;
    private static final int A_WEEK = 604_800;

    private ResponseHeaders() {}

    /**
     * The headers by name, as components that can be referenced.
     * @param mayEnd whether the document has a version of the API with a successor
     */
    static Map<String, Header> all(boolean mayEnd) {
        var headers = new LinkedHashMap<String, Header>();
        headers.put(REQUEST_ID, always(
                "The id of the request. It is the id that the client sent, if that has 1 to 64 characters of `[A-Za-z0-9._-]`; otherwise it is a new id.",
                text(64).pattern("^[A-Za-z0-9._-]{1,64}$").example("019a9e2c-1f60-7a84-8d15-6b7f0c9e2d31")));
        headers.put(CACHE_CONTROL, sometimes("Who may cache the response (RFC 9111). `private, no-store` if it is for one user.",
                text(LONG).example("private, no-store")));
        headers.put(ETAG, always("The version of the resource, for `If-Match` and `If-None-Match`.", tag()));
        headers.put(LOCATION, always("The address of the new resource.", text(LONG).format("uri-reference")
                .example("/api/v1/orders/019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b")));
        headers.put(LINK, sometimes(
                "Links (RFC 8288), each in a header of its own or separated by commas. `next` is the next page of a list, if there is one."
                        + (mayEnd
                                ? " `successor-version` is the next version of the route, or its document, once the end of this version is set."
                                : ""),
                text(16_384).example("</api/v1/products?limit=20&cursor=bmV4dA>; rel=\"next\"")));
        if (mayEnd) {
            headers.put(DEPRECATION, sometimes(
                    "Since when this version of the API is deprecated (RFC 9745), in seconds since 1970. Not sent as long as its end is not set.",
                    text(32).pattern("^@[0-9]+$").example("@1798761600")));
            headers.put(SUNSET,
                    sometimes("Until when this version of the API is served (RFC 8594). Not sent as long as its end is not set.",
                            text(32).example("Sat, 01 Jan 2028 00:00:00 GMT")));
        }
        headers.put(RETRY_AFTER,
                sometimes("Try again after this number of seconds. Sent with every 429 and 503, and with 409 if `code` is `in_flight`.",
                        new IntegerSchema().minimum(BigDecimal.ONE).maximum(BigDecimal.valueOf(A_WEEK)).example(2)));
        headers.put(WWW_AUTHENTICATE, always("How to sign in (RFC 6750).", text(LONG).example("Bearer realm=\"tenfold\"")));
        headers.put(ACCEPT, sometimes("The media types that the route accepts. Not sent with `unsupported_coding`.",
                text(LONG).example("application/json")));
        headers.put(ACCEPT_PATCH,
                sometimes("The media types of patches that the route accepts (RFC 5789). Not sent with `unsupported_coding`.",
                        text(LONG).example("application/merge-patch+json, application/json")));
        headers.put(REPLAYED, sometimes("`true` if an earlier request with this key did the work and this is a copy of its response.",
                text(4)._enum(List.of("true"))));
        headers.put(RATE_LIMIT_POLICY, sometimes(
                "The rate limits that count this request (draft-ietf-httpapi-ratelimit-headers): `q` requests in `w` seconds.",
                text(LONG).example("\"anonymous\";q=300;w=60")));
        headers.put(RATE_LIMIT,
                sometimes("What remains of each rate limit, the smallest first: `r` requests now, and more after `t` seconds.",
                        text(LONG).example("\"anonymous\";r=299;t=60")));
        return headers;
    }

    static Schema<?> tag() {
        return text(64).pattern("^\"[A-Za-z0-9_-]+\"$").example("\"v3\"");
    }

    static StringSchema text(int most) {
        var text = new StringSchema();
        text.setMaxLength(most);
        return text;
    }

    static Header reference(String name) {
        return new Header().$ref("#/components/headers/" + name);
    }

    private static Header always(String description, Schema<?> schema) {
        return sometimes(description, schema).required(true);
    }

    private static Header sometimes(String description, Schema<?> schema) {
        return new Header().description(description).schema(schema);
    }
}
