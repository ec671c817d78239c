package dev.tenfold.api.problem;

import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.Failure.Violation;
import dev.tenfold.platform.failure.ProblemCode;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Describes what is wrong with a JSON body, and where. Does not use Jackson's messages, because they contain class names. */
public final class JsonFailures {

    /** The value that a deserializer names in place of one that is well formed but out of range. */
    public static final String OUT_OF_RANGE = "out_of_range";

    private JsonFailures() {}

    /** Translates an exception of Jackson. */
    public static Failure of(JacksonException exception) {
        String pointer = pointer(exception.getPath());
        return switch (exception) {
            case UnrecognizedPropertyException unknown ->
                    malformed(ProblemCode.UNKNOWN_MEMBER, pointer, "no such member: " + unknown.getPropertyName());
            case InvalidFormatException range when OUT_OF_RANGE.equals(range.getValue()) ->
                    new Invalid(pointer, OUT_OF_RANGE, "must be a time with a year from 0001 to 9999");
            case InputCoercionException _ -> malformed(ProblemCode.WRONG_TYPE, pointer, "a number out of range");
            case StreamReadException read -> new Malformed(ProblemCode.MALFORMED_JSON, "Not valid JSON" + position(read));
            case MismatchedInputException end when end.getPath().isEmpty() && exception.getLocation() != null && isEmptyBody(end) ->
                    new Malformed(ProblemCode.MALFORMED_JSON, "The body is empty");
            case MismatchedInputException more when more.getOriginalMessage().startsWith("Trailing token") ->
                    new Malformed(ProblemCode.MALFORMED_JSON, "The body has more text after its JSON value");
            default -> malformed(ProblemCode.WRONG_TYPE, pointer, "the value has the wrong type or is out of range");
        };
    }

    private static Malformed malformed(ProblemCode code, String pointer, String detail) {
        return new Malformed(code, (pointer.isEmpty() ? "The body" : pointer) + ": " + detail,
                List.of(new Violation(pointer, code.value(), detail)));
    }

    private static boolean isEmptyBody(MismatchedInputException exception) {
        return exception.getOriginalMessage().startsWith("No content to map");
    }

    private static String position(StreamReadException exception) {
        var at = exception.getLocation();
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /** The JSON pointer (RFC 6901) of Jackson's path. */
    private static String pointer(List<JacksonException.Reference> path) {
        var pointer = new StringBuilder();
        for (var step : path) {
            pointer.append('/').append(step.getPropertyName() == null
                    ? String.valueOf(step.getIndex())
                    : step.getPropertyName().replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }
}
