package dev.tenfold.platform.failure;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** All kinds of problems in a response: a stable code, its status, and the text of its page under {@code /problems/}. */
@Schema(description = "A stable name of the failure; the page at `type` says what it means.")
public enum ProblemCode {

    MALFORMED_REQUEST(400, "Malformed request",
            "The request is not valid HTTP, or its target or a parameter bears characters that are not allowed."),
    MALFORMED_JSON(400, "Malformed JSON",
            "The body is missing or is not one JSON value: `detail` says where it breaks. Duplicate keys, trailing tokens and NaN are not JSON."),
    UNKNOWN_MEMBER(400, "Unknown member",
            "The body has a member that this route does not know: `errors[0].pointer` names it. Nothing is ignored silently."),
    WRONG_TYPE(400, "Wrong type",
            "A member has another JSON type than it must have, or a number out of range: `errors[0].pointer` names it. Nothing is coerced."),
    INVALID_PARAMETER(400, "Invalid parameter",
            "A query or path parameter is missing or outside what it may be: `detail` names it."),
    INVALID_CURSOR(400, "Invalid cursor",
            "The cursor is not one this service made for this list with this filter and sort. Start again without it."),
    IDEMPOTENCY_KEY_REQUIRED(400, "Idempotency key required",
            "Send an `Idempotency-Key` header of 1 to 255 printable ASCII characters, new for each intention and the same for each retry of it."),
    UNAUTHENTICATED(401, "Sign-in required",
            "The route needs an access token, as `Authorization: Bearer ...`, that is valid and has not expired."),
    INVALID_CREDENTIALS(401, "Wrong e-mail or password",
            "No user has this e-mail and this password. Which of the two is wrong is not told."),
    INVALID_REFRESH_TOKEN(401, "Invalid refresh token",
            "The refresh token is unknown, expired or revoked. Sign in again."),
    TOKEN_REUSED(401, "Refresh token used twice",
            "The refresh token had been used before, so somebody else may hold it: all tokens of that sign-in are revoked. Sign in again."),
    FORBIDDEN(403, "Not allowed", "The signed-in user may not do this."),
    NOT_FOUND(404, "Not found", "There is nothing here, or nothing that this user may know of."),
    METHOD_NOT_ALLOWED(405, "Method not allowed",
            "The route exists, but not for this method: the `Allow` header names those that it takes."),
    NOT_ACCEPTABLE(406, "Not acceptable",
            "The route answers none of the media types that the `Accept` header asks for."),
    EMAIL_TAKEN(409, "E-mail taken", "Another user has this e-mail; upper and lower case count as the same."),
    SKU_TAKEN(409, "SKU taken", "Another product has this SKU."),
    LAST_ADMIN(409, "Last admin", "This would leave the service without an admin. Make another user an admin first."),
    INSUFFICIENT_STOCK(409, "Insufficient stock",
            "There is less in stock than was asked for: `shortages` names each short product and what is there. Nothing was taken."),
    ILLEGAL_TRANSITION(409, "Illegal transition", "The order's state does not allow this move: `detail` names the state."),
    NOT_FAILED(409, "Not failed", "Only a job that failed for good can be run again: `detail` names its status."),
    TOO_MANY_WEBHOOKS(409, "Too many webhooks",
            "There are as many webhooks as there may be: `detail` names the number. Delete one that is needed no more."),
    WEBHOOK_DISABLED(409, "Webhook switched off",
            "Nothing is delivered to a webhook that is switched off. Set `enabled` first."),
    IN_FLIGHT(409, "Same key in flight",
            "A request with the same idempotency key is still at work. Try again, with the same key, after `Retry-After` seconds."),
    TOO_SLOW(408, "Too slow",
            "The request did not arrive in time, or too many slow ones were on their way. Send it again, over a new connection."),
    MISDIRECTED(421, "Misdirected request",
            "The service does not answer for the host that the request names. Send it to the right host, or over a new connection."),
    PRECONDITION_FAILED(412, "Precondition failed",
            "The resource changed since its `ETag` was read. Read it again, and decide again."),
    BODY_TOO_LARGE(413, "Body too large",
            "The body is longer than this route takes: `detail` names the limit in bytes."),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type",
            "The route does not take a body of this `Content-Type`: the `Accept` header of the answer names what it takes."),
    UNSUPPORTED_CODING(415, "Unsupported content coding",
            "Bodies are taken as they are: nothing is unpacked, so send no `Content-Encoding`."),
    INVALID(422, "Invalid",
            "The body is well-formed, but some of its values cannot be: `errors` names every one of them by JSON pointer."),
    IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused",
            "The idempotency key came with another request in the last 24 hours. Use a new key for a new intention."),
    PRECONDITION_REQUIRED(428, "Precondition required",
            "Send `If-Match` with the `ETag` that the change is based on, so that no other change is lost."),
    RATE_LIMITED(429, "Too many requests",
            "You have asked more often than a limit allows: `detail` and `RateLimit-Policy` name it. Try again after `Retry-After` seconds."),
    REFUSED(400, "Refused", "The request was refused before it reached a route: `status` says why."),
    INTERNAL_ERROR(500, "Internal error",
            "Something failed that should not have. It is logged under the `request_id`; quote it when you report this."),
    OVERLOADED(503, "Overloaded",
            "The service has more to do than it can take on. Try again after `Retry-After` seconds."),
    DEADLINE_EXCEEDED(503, "Deadline exceeded",
            "The request was not done within its time: 30 seconds, or the `X-Request-Timeout` it came with. What it had begun was undone; try again after `Retry-After` seconds, with the same idempotency key if the request had one."),
    DEPENDENCY_UNAVAILABLE(503, "Dependency unavailable",
            "The database does not answer, or not in time. Nothing is half done; try again after `Retry-After` seconds, with the same idempotency key if the request had one.");

    private final int status;
    private final String title;
    private final String meaning;

    ProblemCode(int status, String title, String meaning) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
    }

    /** The code with this name in a problem document. */
    public static Optional<ProblemCode> named(String name) {
        return Arrays.stream(values()).filter(code -> code.value().equals(name)).findFirst();
    }

    /** The code in a problem document. */
    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The HTTP status (RFC 9110, section 15). */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The text of its page under {@code /problems/}, in Markdown. */
    public String meaning() {
        return meaning;
    }
}
