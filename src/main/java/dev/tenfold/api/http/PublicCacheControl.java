package dev.tenfold.api.http;

import java.time.Duration;
import org.springframework.http.CacheControl;

/** How shared caches may keep public answers (RFC 9111; RFC 5861). Browsers ask again each time, and mostly hear 304. */
public final class PublicCacheControl {

    /**
     * Fresh for 5 s in a shared cache; for another 30 s it may serve the old answer while it fetches the new one, and for five minutes when
     * the service cannot answer.
     */
    public static final CacheControl SHARED = CacheControl.maxAge(Duration.ZERO).cachePublic().sMaxAge(Duration.ofSeconds(5))
            .staleWhileRevalidate(Duration.ofSeconds(30)).staleIfError(Duration.ofMinutes(5));

    /** For what must not be older than a second. */
    public static final CacheControl MOMENTARY =
            CacheControl.maxAge(Duration.ZERO).cachePublic().sMaxAge(Duration.ofSeconds(1)).staleWhileRevalidate(Duration.ZERO);

    private PublicCacheControl() {}
}
