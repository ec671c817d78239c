package dev.tenfold.platform.failure;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A failure that the service expects. It is thrown where it is detected; {@code api.problem} turns it into a response. It has no stack
 * trace, because it is not a bug. The detail is written for the client.
 * <p>All cases are in this file, although it is long: a sealed type is read as one list. Each case only holds its data. A switch over the
 * cases does not compile until it handles a new one.
 */
@SuppressWarnings("serial") // a failure is never serialized
public abstract sealed class Failure extends RuntimeException {

    private final ProblemCode code;

    private Failure(ProblemCode code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The HTTP status of the answer: that of the code. */
    public int status() {
        return code.status();
    }

    /** One value that cannot be, and its place: {@code pointer} is a JSON pointer (RFC 6901) into the body. */
    public record Violation(
            @Schema(example = "/items/0/quantity", maxLength = 2000) String pointer,
            @Schema(example = "out_of_range", pattern = "^[a-z_]{1,64}$") String code,
            @Schema(example = "must be less than or equal to 1000", maxLength = 2000) String detail) {}

    /** A product of which an order asks for more than is in stock. */
    public record Shortage(
            UUID productId,
            @Schema(example = "3", minimum = "1", maximum = "1000000000") long requested,
            @Schema(example = "1", minimum = "0", maximum = "9223372036854775807") long available) {}

    /** The current total of an order that was not placed. */
    public record CurrentTotal(
            @Schema(example = "2099", minimum = "0", maximum = "9223372036854775807", description = "In minor units.") long amount,
            @Schema(example = "USD", pattern = "^[A-Z]{3}$", description = "The currency code (ISO 4217).") String currency) {}

    /** The request cannot be understood. */
    public static final class Malformed extends Failure {
        private final List<Violation> violations;

        public Malformed(ProblemCode code, String detail) {
            this(code, detail, List.of());
        }

        public Malformed(ProblemCode code, String detail, List<Violation> violations) {
            super(code, detail);
            this.violations = List.copyOf(violations);
        }

        public List<Violation> violations() {
            return violations;
        }
    }

    /** The credentials are missing or invalid. */
    public static final class Unauthenticated extends Failure {
        private final boolean tokenRefused;

        public Unauthenticated(ProblemCode code, String detail) {
            this(code, detail, false);
        }

        /** @param tokenRefused whether the request had an access token that was not accepted */
        public Unauthenticated(ProblemCode code, String detail, boolean tokenRefused) {
            super(code, detail);
            this.tokenRefused = tokenRefused;
        }

        public boolean tokenRefused() {
            return tokenRefused;
        }
    }

    /** The caller is not allowed to do this. Used only if the caller may know that the resource exists. */
    public static final class Forbidden extends Failure {
        public Forbidden(String detail) {
            this(ProblemCode.FORBIDDEN, detail);
        }

        public Forbidden(ProblemCode code, String detail) {
            super(code, detail);
        }
    }

    /** The resource does not exist, or belongs to somebody else. */
    public static final class NotFound extends Failure {
        public NotFound(String detail) {
            super(ProblemCode.NOT_FOUND, detail);
        }
    }

    /** The version of the API has ended. */
    public static final class VersionGone extends Failure {
        public VersionGone(String detail) {
            super(ProblemCode.VERSION_GONE, detail);
        }
    }

    /** The route does not support the method. */
    public static final class MethodNotAllowed extends Failure {
        private final Set<String> allowed;

        public MethodNotAllowed(String method, Set<String> allowed) {
            super(ProblemCode.METHOD_NOT_ALLOWED, method + " is not allowed here");
            this.allowed = Set.copyOf(allowed);
        }

        public Set<String> allowed() {
            return allowed;
        }
    }

    /** The route cannot produce any of the media types that the client accepts. */
    public static final class NotAcceptable extends Failure {
        public NotAcceptable(List<String> offered) {
            super(ProblemCode.NOT_ACCEPTABLE, "This route answers " + String.join(", ", offered));
        }
    }

    /** The request is in conflict with the current state. */
    public static final class Conflict extends Failure {
        public Conflict(ProblemCode code, String detail) {
            super(code, detail);
        }
    }

    /** Another request with the same idempotency key is still being processed. */
    public static final class InFlight extends Failure {
        public InFlight() {
            super(ProblemCode.IN_FLIGHT, "A request with this idempotency key is still running");
        }
    }

    /** There is less in stock than was asked for. */
    public static final class InsufficientStock extends Failure {
        private final List<Shortage> shortages;

        public InsufficientStock(List<Shortage> shortages) {
            super(ProblemCode.INSUFFICIENT_STOCK, shortages.size() == 1 ? "1 product is short" : shortages.size() + " products are short");
            this.shortages = List.copyOf(shortages);
        }

        public List<Shortage> shortages() {
            return shortages;
        }
    }

    /** The order's total is not the one that the client expected. */
    public static final class TotalChanged extends Failure {
        private final CurrentTotal total;

        public TotalChanged(long amount, String currency) {
            super(ProblemCode.TOTAL_CHANGED, "The total is " + amount + " " + currency + " now, in minor units");
            this.total = new CurrentTotal(amount, currency);
        }

        public CurrentTotal total() {
            return total;
        }
    }

    /** The resource has changed since the version that the client has. */
    public static final class PreconditionFailed extends Failure {
        public PreconditionFailed() {
            super(ProblemCode.PRECONDITION_FAILED, "If-Match does not name the current version");
        }
    }

    /** The body is longer than the route allows. */
    public static final class TooLarge extends Failure {
        public TooLarge(long limit) {
            this("The body may have at most " + limit + " bytes");
        }

        private TooLarge(String detail) {
            super(ProblemCode.BODY_TOO_LARGE, detail);
        }

        public static TooLarge rows(long limit) {
            return new TooLarge("The file may have at most " + limit + " rows");
        }
    }

    /** The client took too long to send its request or to read the response. */
    public static final class TooSlow extends Failure {
        private TooSlow(String detail) {
            super(ProblemCode.TOO_SLOW, detail);
        }

        public static TooSlow head() {
            return new TooSlow("The head of the request did not arrive in time");
        }

        public static TooSlow body() {
            return new TooSlow("The body did not arrive in time");
        }
    }

    /** The request is for a host name that this service does not serve. */
    public static final class Misdirected extends Failure {
        public Misdirected() {
            super(ProblemCode.MISDIRECTED, "This service does not serve the host that the request names");
        }
    }

    /** The body is compressed, or has another content coding. */
    public static final class UnsupportedCoding extends Failure {
        public UnsupportedCoding() {
            super(ProblemCode.UNSUPPORTED_CODING, "Send the body uncompressed, without a Content-Encoding");
        }
    }

    /** The route does not accept the body's media type. */
    public static final class UnsupportedMediaType extends Failure {
        private final List<String> supported;
        private final boolean patch;

        /** @param patch whether the request was a PATCH, whose answer has {@code Accept-Patch} (RFC 5789, section 3.1) */
        public UnsupportedMediaType(List<String> supported, boolean patch) {
            super(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "This route takes " + String.join(", ", supported));
            this.supported = List.copyOf(supported);
            this.patch = patch;
        }

        public boolean isPatch() {
            return patch;
        }

        public List<String> supported() {
            return supported;
        }
    }

    /** Invalid values, with all violations. */
    public static final class Invalid extends Failure {
        private final List<Violation> violations;

        public Invalid(List<Violation> violations) {
            super(ProblemCode.INVALID, violations.size() == 1 ? "1 value is invalid" : violations.size() + " values are invalid");
            this.violations = List.copyOf(violations);
        }

        public Invalid(String pointer, String code, String detail) {
            this(List.of(new Violation(pointer, code, detail)));
        }

        public List<Violation> violations() {
            return violations;
        }
    }

    /** The idempotency key was used before with a different request. */
    public static final class KeyReused extends Failure {
        public KeyReused() {
            super(ProblemCode.IDEMPOTENCY_KEY_REUSED, "This idempotency key was used with a different request");
        }
    }

    /** A change without {@code If-Match}. */
    public static final class PreconditionRequired extends Failure {
        public PreconditionRequired() {
            super(ProblemCode.PRECONDITION_REQUIRED, "This change requires If-Match with the ETag of the version that you read");
        }
    }

    /** The client has reached a limit (of requests, or of unfinished jobs), and may try again after {@code retryAfter}. */
    public static final class Limited extends Failure {
        private final Duration retryAfter;

        /** @param policy the name of the limit, as in the {@code RateLimit-Policy} header */
        public Limited(String policy, Duration retryAfter) {
            this(ProblemCode.RATE_LIMITED, "Too many requests under the limit " + policy, retryAfter);
        }

        public Limited(ProblemCode code, String detail, Duration retryAfter) {
            super(code, detail);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The service cannot process the request now. The client may try again after {@code retryAfter}. */
    public static final class Unavailable extends Failure {
        private static final Duration NEXT_TRY = Duration.ofSeconds(1);
        private final Duration retryAfter;

        /** The request's deadline has passed, and its changes were rolled back. */
        public static Unavailable late() {
            return new Unavailable(ProblemCode.DEADLINE_EXCEEDED, "The request could not be answered before its deadline", NEXT_TRY);
        }

        public Unavailable(ProblemCode code, String detail, Duration retryAfter) {
            super(code, detail);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The servlet container or a library refused the request with this status, before it reached a route. */
    public static final class Refused extends Failure {
        private final int status;

        public Refused(int status, String detail) {
            super(ProblemCode.REFUSED, detail);
            this.status = status;
        }

        /** The status that the container or library chose. */
        @Override
        public int status() {
            return status;
        }
    }

    /** An unexpected failure. The client learns nothing else about it. */
    public static final class Internal extends Failure {
        public Internal() {
            super(ProblemCode.INTERNAL_ERROR, "An unexpected error happened; it is logged under this request id");
        }
    }
}
