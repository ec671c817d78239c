package dev.tenfold.api.http;

import java.time.Duration;
import org.springframework.http.CacheControl;

/** How long shared caches may store public responses (RFC 9111; RFC 5861). Browsers revalidate each time, and mostly get 304. */
public final class PublicCacheControl {

    /**
     * Fresh for 5 s in a shared cache. For another 30 s the cache may serve the old response while it fetches the new one, and for five
     * minutes if the service cannot answer.
     */
    public static final CacheControl SHARED = CacheControl.maxAge(Duration.ZERO).cachePublic().sMaxAge(Duration.ofSeconds(5))
            .staleWhileRevalidate(Duration.ofSeconds(30)).staleIfError(Duration.ofMinutes(5));

    /** For responses that must not be older than a second. */
    public static final CacheControl MOMENTARY =
            CacheControl.maxAge(Duration.ZERO).cachePublic().sMaxAge(Duration.ofSeconds(1)).staleWhileRevalidate(Duration.ZERO);

    private PublicCacheControl() {}
}
