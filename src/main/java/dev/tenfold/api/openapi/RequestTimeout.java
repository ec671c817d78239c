package dev.tenfold.api.openapi;

import io.swagger.v3.oas.models.parameters.Parameter;

/** The header with which a client says how long it will wait. Every route accepts it. */
final class RequestTimeout {

    private RequestTimeout() {}

    static Parameter parameter() {
        return new Parameter().in("header").name("X-Request-Timeout").required(false)
                .description(
                        "How many seconds you will wait: after them nothing is done for you any more, and the answer is 503 `deadline_exceeded`. "
                                + "30 at most, and without it.")
                .schema(ResponseHeaders.text(10).pattern("^[0-9]{1,6}(\\.[0-9]{1,3})?$").example("2.5"));
    }
}
