package dev.tenfold.api.openapi;

import io.swagger.v3.oas.models.parameters.Parameter;

/** The header with which a client says how long it will wait. Every route accepts it. */
final class RequestTimeout {

    private RequestTimeout() {}

    static Parameter parameter() {
        return new Parameter().in("header").name("X-Request-Timeout").required(false)
                .description(
                        "How many seconds you wait for the response. After that the service stops working on the request and answers 503 `deadline_exceeded`. "
                                + "The maximum and the default are 30.")
                .schema(ResponseHeaders.text(10).pattern("^[0-9]{1,6}(\\.[0-9]{1,3})?$").example("2.5"));
    }
}
