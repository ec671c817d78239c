package dev.tenfold.api.problem;

import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Internal;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.Failure.MethodNotAllowed;
import dev.tenfold.platform.failure.Failure.NotAcceptable;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.TooSlow;
import dev.tenfold.platform.failure.Failure.UnsupportedMediaType;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.DataFailures;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springdoc.api.OpenApiResourceNotFoundException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.accept.InvalidApiVersionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Turns an exception inside Spring MVC into a {@link Failure}, and that into a response. */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final ProblemResponses problems;

    ProblemAdvice(ProblemResponses problems) {
        this.problems = problems;
    }

    @ExceptionHandler(Exception.class)
    @Nullable
    ResponseEntity<Problem> answer(Exception exception, HttpServletRequest request) {
        if (isClientGone(exception)) {
            return null;
        }
        return problems.answer(logged(exception, request.getMethod(), request.getRequestURI()), RequestContext.of(request));
    }

    /** Translates an exception from anywhere in the service, and logs it if it was not expected. */
    static Failure logged(Exception exception, String method, String path) {
        Failure failure = failure(exception);
        if (failure instanceof Internal) {
            LOG.error("{} {} failed", method, path, exception);
        } else if (!(exception instanceof Failure)) {
            LOG.debug("{} {} refused", method, path, exception);
        }
        return failure;
    }

    private static boolean isClientGone(Exception exception) {
        return exception instanceof EofException || exception instanceof AsyncRequestNotUsableException;
    }

    /**
     * The failure to read a body. It may be the cause of the exception, because the service's Jetty handlers report it when the body is
     * read.
     */
    private static Failure ofReading(IOException exception) {
        for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure;
            }
            if (cause instanceof TimeoutException) {
                return TooSlow.body();
            }
        }
        return DataFailures.of(exception);
    }

    /** Translates an exception from anywhere in the service. */
    static Failure failure(Exception exception) {
        return switch (exception) {
            case Failure failure -> failure;
            case IOException reading -> ofReading(reading);
            case HttpMessageNotReadableException unreadable -> ofBody(unreadable);
            case MethodArgumentNotValidException invalid -> ofArgument(invalid);
            case HandlerMethodValidationException invalid -> parameter(names(invalid), "the value is not allowed");
            case MethodArgumentTypeMismatchException mismatch -> parameter(mismatch.getName(), "not a value that it can have");
            case MissingRequestValueException missing -> parameter(nameOf(missing), "missing");
            case RequestRejectedException _ ->
                    new Malformed(ProblemCode.MALFORMED_REQUEST, "A parameter contains characters that are not allowed");
            case NoResourceFoundException _,OpenApiResourceNotFoundException _,InvalidApiVersionException _ ->
                    new NotFound("There is nothing at this address");
            case HttpRequestMethodNotSupportedException other -> new MethodNotAllowed(other.getMethod(), allowed(other));
            case HttpMediaTypeNotSupportedException other ->
                    new UnsupportedMediaType(names(other.getSupportedMediaTypes()), !other.getHeaders().getAcceptPatch().isEmpty());
            case HttpMediaTypeNotAcceptableException other -> new NotAcceptable(names(other.getSupportedMediaTypes()));
            case ErrorResponse other -> ProblemResponses.ofStatus(other.getStatusCode().value(), "The request was refused");
            default -> exception instanceof HttpException bad ? ofServer(bad.getCode()) : DataFailures.of(exception);
        };
    }

    /** An error that Jetty reports only when a servlet reads the query or the form. */
    private static Failure ofServer(int status) {
        return ProblemResponses.ofStatus(status,
                status == 400 ? "The query, or a form in the body, cannot be decoded" : ErrorPages.reason(status));
    }

    private static Failure ofBody(HttpMessageNotReadableException unreadable) {
        for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure;
            }
        }
        return unreadable.getCause() instanceof JacksonException json
                ? JsonFailures.of(json)
                : new Malformed(ProblemCode.MALFORMED_JSON, "The body is missing or cannot be read");
    }

    /** An invalid body is 422 with every violation; an invalid query is 400. */
    private static Failure ofArgument(MethodArgumentNotValidException invalid) {
        if (invalid.getParameter().hasParameterAnnotation(RequestBody.class)) {
            return new Invalid(Violations.ofFields(invalid.getFieldErrors()));
        }
        String fields = invalid.getFieldErrors().stream().map(error -> Violations.snakeCase(error.getField())).distinct().sorted()
                .collect(Collectors.joining(", "));
        return parameter(fields, "the value is not allowed");
    }

    private static Malformed parameter(@Nullable String name, String what) {
        return new Malformed(ProblemCode.INVALID_PARAMETER, "Parameter " + name + ": " + what);
    }

    private static String names(HandlerMethodValidationException invalid) {
        return invalid.getParameterValidationResults().stream().flatMap(ProblemAdvice::names).filter(Objects::nonNull)
                .map(Violations::snakeCase).distinct().sorted().collect(Collectors.joining(", "));
    }

    /**
     * The names of the invalid parameters. If a record holds the parameters, these are the names of its components, because clients do
     * not know the record.
     */
    private static Stream<@Nullable String> names(ParameterValidationResult result) {
        return result instanceof ParameterErrors gathered
                ? gathered.getFieldErrors().stream().map(FieldError::getField)
                : Stream.of(result.getMethodParameter().getParameterName());
    }

    private static String nameOf(MissingRequestValueException missing) {
        Object[] arguments = missing.getDetailMessageArguments();
        return arguments == null || arguments.length == 0 ? "" : String.valueOf(arguments[0]);
    }

    private static Set<String> allowed(HttpRequestMethodNotSupportedException exception) {
        String[] methods = exception.getSupportedMethods();
        return methods == null ? Set.of() : Set.copyOf(List.of(methods));
    }

    private static List<String> names(List<MediaType> types) {
        return types.stream().map(MediaType::toString).toList();
    }
}
