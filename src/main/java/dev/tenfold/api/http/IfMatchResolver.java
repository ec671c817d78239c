package dev.tenfold.api.http;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Fills handler parameters from the header {@code If-Match}. */
@Component
class IfMatchResolver extends HeaderResolver<IfMatch> {

    IfMatchResolver() {
        super(IfMatch.class, HttpHeaders.IF_MATCH, IfMatch::of);
    }
}
