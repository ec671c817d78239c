package dev.tenfold.api.problem;

import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Violation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.validation.FieldError;

/** Translates the violations that Bean Validation found into the terms of the API. */
public final class Violations {

    /**
     * The maximum number of violations in a response: five times what a body of the right shape can have. Limits the response for a body
     * with 20,000 empty items.
     */
    static final int MOST = 1000;

    /** The API's names of constraints, if they differ from the constraint's own name. */
    private static final Map<String, String> CODES = Map.ofEntries(
            Map.entry("NotNull", "required"),
            Map.entry("NotBlank", "must_not_be_blank"),
            Map.entry("Size", "length_out_of_range"),
            Map.entry("CodePointLength", "length_out_of_range"),
            Map.entry("PositiveOrZero", "must_not_be_negative"),
            Map.entry("NotZero", "must_not_be_zero"),
            Map.entry("Min", "out_of_range"),
            Map.entry("Max", "out_of_range"),
            Map.entry("Email", "invalid_email"),
            Map.entry("Mailable", "invalid_email"),
            Map.entry("Pattern", "invalid_format"),
            Map.entry("IsoCurrency", "unknown_currency"),
            Map.entry("NotCommon", "common_password"),
            Map.entry("PublicUrl", "invalid_url"),
            Map.entry("Sku", "invalid_format"),
            Map.entry("Utf8Length", "length_out_of_range"),
            Map.entry("PlainText", "invalid_characters"),
            Map.entry("OneLine", "invalid_characters"));
    private static final Pattern STEP = Pattern.compile("[.\\[]");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private Violations() {}

    /** @throws Invalid with every violation when the value is invalid */
    public static void requireValid(Validator validator, Object value) {
        var found = validator.validate(value);
        if (!found.isEmpty()) {
            throw new Invalid(of(found));
        }
    }

    /** The violations of a validated object, at most {@link #MOST}, sorted by their pointers. */
    public static List<Violation> of(Set<? extends ConstraintViolation<?>> found) {
        return found.stream().map(violation -> violation(violation.getPropertyPath().toString(),
                violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName(), violation.getMessage()))
                .sorted(Comparator.comparing(Violation::pointer).thenComparing(Violation::code)).limit(MOST).toList();
    }

    static List<Violation> ofFields(List<FieldError> errors) {
        return errors.stream()
                .map(error -> violation(error.getField(), String.valueOf(error.getCode()), String.valueOf(error.getDefaultMessage())))
                .sorted(Comparator.comparing(Violation::pointer).thenComparing(Violation::code)).limit(MOST).toList();
    }

    /** The name of a property in JSON and in a query: {@code minPrice} is {@code min_price}. */
    static String snakeCase(String property) {
        return HUMP.matcher(property).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    private static Violation violation(String path, String constraint, String message) {
        return new Violation(pointer(path), CODES.getOrDefault(constraint, snakeCase(constraint)), message);
    }

    /** {@code items[0].productId} is {@code /items/0/product_id}, and {@code events[0].<list element>} is {@code /events/0}. */
    private static String pointer(String path) {
        return STEP.splitAsStream(path.replaceAll("]|\\.<[^>]*>", "")).map(step -> "/" + snakeCase(step)).collect(Collectors.joining());
    }
}
