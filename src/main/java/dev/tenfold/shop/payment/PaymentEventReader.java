package dev.tenfold.shop.payment;

import dev.tenfold.api.problem.JsonFailures;
import dev.tenfold.api.problem.Violations;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import jakarta.validation.Validator;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of an event, after its signature was checked: that is why Spring MVC does not read it. */
@Component
class PaymentEventReader {

    private final JsonMapper json;
    private final Validator validator;

    PaymentEventReader(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * The event in a body.
     * @throws Malformed when it has unknown members or wrong types
     * @throws Invalid with every violation when a value is invalid
     */
    PaymentEvent read(byte[] body) {
        PaymentEventRequest request;
        try {
            request = json.readValue(body, PaymentEventRequest.class);
        } catch (JacksonException mismatch) {
            throw JsonFailures.of(mismatch);
        }
        if (request == null) {
            throw new Malformed(ProblemCode.WRONG_TYPE, "The body must be an object");
        }
        Violations.requireValid(validator, request);
        return request.toEvent();
    }
}
