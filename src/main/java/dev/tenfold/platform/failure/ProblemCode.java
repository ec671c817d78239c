package dev.tenfold.platform.failure;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** All kinds of problems in a response: a stable code, its status, and the text of its page under {@code /problems/}. */
@Schema(description = "A stable name for the kind of failure. The page at `type` explains it.")
public enum ProblemCode {

    MALFORMED_REQUEST(400, "Malformed request",
            "The request is not valid HTTP, or its path or a parameter contains characters that are not allowed."),
    MALFORMED_JSON(400, "Malformed JSON",
            "The body is missing or is not exactly one JSON value. `detail` says where the error is. Duplicate keys, text after the value and NaN are errors too."),
    UNKNOWN_MEMBER(400, "Unknown member",
            "The body has a member that this route does not know. `errors[0].pointer` names it. The service does not ignore unknown members."),
    WRONG_TYPE(400, "Wrong type",
            "A member has the wrong JSON type, or a number is out of range. `errors[0].pointer` names it. The service does not convert types."),
    INVALID_PARAMETER(400, "Invalid parameter",
            "A query or path parameter is missing or has a value that is not allowed. `detail` names it."),
    INVALID_CURSOR(400, "Invalid cursor",
            "This service did not make this cursor for this list with this filter and sort. Start again without a cursor."),
    IDEMPOTENCY_KEY_REQUIRED(400, "Idempotency key required",
            "Send an `Idempotency-Key` header of 1 to 255 printable ASCII characters. Use a new key for each operation, and send the same key when you retry."),
    UNAUTHENTICATED(401, "Sign-in required",
            "This route needs a valid access token in the header `Authorization: Bearer ...`. The token is missing, invalid, expired or revoked."),
    INVALID_CREDENTIALS(401, "Wrong e-mail or password",
            "No user has this e-mail and this password. The service does not say which of the two is wrong."),
    INVALID_REFRESH_TOKEN(401, "Invalid refresh token",
            "The refresh token is unknown, expired or revoked. Sign in again."),
    TOKEN_REUSED(401, "Refresh token used twice",
            "This refresh token was used before, so somebody else may have a copy. All tokens of that sign-in are now revoked. Sign in again."),
    INVALID_SIGNATURE(401, "Invalid signature",
            "The event has no valid signature of the payment provider, or its `webhook-timestamp` is more than 5 minutes from now. `detail` says which."),
    FORBIDDEN(403, "Not allowed", "The signed-in user may not do this."),
    PAYMENT_EVENTS_DISABLED(403, "Payment events are disabled",
            "The operators of this service have set no secret for the events of a payment provider, so it accepts none. Admins can still mark orders as paid."),
    NOT_FOUND(404, "Not found", "There is nothing at this address, or this user may not see it."),
    VERSION_GONE(410, "Version gone",
            "This version of the API has ended. Use the next version: `Link` with `rel=\"successor-version\"` leads to it."),
    METHOD_NOT_ALLOWED(405, "Method not allowed",
            "The route does not support this method. The `Allow` header lists the methods that it supports."),
    NOT_ACCEPTABLE(406, "Not acceptable",
            "The route cannot answer with any of the media types in the `Accept` header."),
    EMAIL_TAKEN(409, "E-mail taken", "Another user has this e-mail. Upper and lower case are treated as the same."),
    SKU_TAKEN(409, "SKU taken", "Another product has this SKU. Upper and lower case make no difference."),
    LAST_ADMIN(409, "Last admin", "This would leave the service without an admin. Make another user an admin first."),
    INSUFFICIENT_STOCK(409, "Insufficient stock",
            "There is not enough stock. `shortages` lists each such product and how much is available. No stock was taken."),
    TOTAL_CHANGED(409, "Total changed",
            "The order's total is not `expected_total`. `total` is the current one. Nothing was ordered. Show the new total, and order again with a new idempotency key."),
    TOO_MANY_UNPAID_ORDERS(409, "Too many unpaid orders",
            "Each unpaid order keeps stock from other buyers, so a user may have a limited number of them. Pay or cancel one, and order again with a new idempotency key."),
    NOT_PAID(409, "Not paid", "An order gets its invoice once it is paid. `detail` names its current status."),
    ILLEGAL_TRANSITION(409, "Illegal transition", "The order's current status does not allow this change. `detail` names the status."),
    NOT_FAILED(409, "Not failed", "Only a job with the status `failed` can be retried. `detail` names its current status."),
    TOO_MANY_WEBHOOKS(409, "Too many webhooks",
            "The limit on the number of webhooks is reached. `detail` names the limit. Delete a webhook that you no longer need."),
    WEBHOOK_KEY_MISSING(409, "Webhook key missing",
            "The service has no key to encrypt the secrets of webhooks, so it makes none. The operator must set `TENFOLD_WEBHOOK_SECRET_KEY` on every instance."),
    WEBHOOK_DISABLED(409, "Webhook switched off",
            "The webhook is disabled, so nothing is delivered to it. Set `enabled` to `true` first."),
    IN_FLIGHT(409, "Same key in flight",
            "A request with the same idempotency key is still running. Try again with the same key after `Retry-After` seconds."),
    TOO_SLOW(408, "Too slow",
            "The request did not arrive in time, or too many slow requests were arriving at once. Send it again over a new connection."),
    MISDIRECTED(421, "Misdirected request",
            "This service does not serve the host that the request names. Send the request to the right host, or over a new connection."),
    PRECONDITION_FAILED(412, "Precondition failed",
            "The resource has changed since you read its `ETag`. Read it again, then decide whether to send your change."),
    BODY_TOO_LARGE(413, "Body too large",
            "The body is longer than this route allows. `detail` names the limit, in bytes or in rows."),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type",
            "The route does not accept a body with this `Content-Type`. The `Accept` header of the response lists the types that it accepts."),
    UNSUPPORTED_CODING(415, "Unsupported content coding",
            "The service does not decompress request bodies. Send the body without `Content-Encoding`."),
    INVALID(422, "Invalid",
            "The body is well-formed, but some of its values are not allowed. `errors` lists all of them, each with a JSON pointer."),
    IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused",
            "This idempotency key was used with a different request in the last 24 hours. Use a new key for a new operation."),
    PRECONDITION_REQUIRED(428, "Precondition required",
            "Send `If-Match` with the `ETag` of the version that you read. This protects changes that others have made since then."),
    RATE_LIMITED(429, "Too many requests",
            "You have sent more requests than a rate limit allows. `detail` and `RateLimit-Policy` name the limit. Try again after `Retry-After` seconds."),
    TOO_MANY_JOBS(429, "Too many jobs",
            "You have as many unfinished jobs of this kind as are allowed. `detail` names the limit. Wait until one has finished, or try again after `Retry-After` seconds."),
    REFUSED(400, "Refused", "The request was refused before it reached a route. `status` says why."),
    INTERNAL_ERROR(500, "Internal error",
            "An unexpected error happened. The log has it under the `request_id`. Give that id when you report the error."),
    OVERLOADED(503, "Overloaded",
            "The service has more requests than it can serve in time. Try again after `Retry-After` seconds."),
    DEADLINE_EXCEEDED(503, "Deadline exceeded",
            "The request did not finish within its time limit: 30 seconds, or a shorter `X-Request-Timeout`. Its changes were rolled back. Try again after `Retry-After` seconds, with the same idempotency key if the request had one."),
    STORAGE_FULL(503, "Storage full",
            "The disk or the quota for files is full, so the file was not stored. The operators must make room. Try again after `Retry-After` seconds."),
    DEPENDENCY_UNAVAILABLE(503, "Dependency unavailable",
            "The database or another service that this one needs does not answer in time. No change is left half done. Try again after `Retry-After` seconds, with the same idempotency key if the request had one.");

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
