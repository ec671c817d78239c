package dev.tenfold.api.http;

import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.web.bind.annotation.BindParam;

/** Creates a record from query parameters. The record's class is inspected once. */
final class QueryRecord {

    private static final ConversionService CONVERSIONS = DefaultConversionService.getSharedInstance();

    private final Validator validator;
    private final Constructor<?> constructor;
    private final List<Part> parts;
    private final boolean isValidatedHere;
    /** Whether there are constraints that involve several components. */
    private final boolean hasConstraintsAsAWhole;

    /** @param isValidatedHere false if Spring validates all arguments of the method together, because others have constraints too */
    QueryRecord(Class<?> type, Validator validator, boolean isValidatedHere) {
        BeanDescriptor constraints = validator.getConstraintsForClass(type);
        this.validator = validator;
        this.constructor = BeanUtils.getResolvableConstructor(type);
        this.parts = parts(type, constructor.getParameters(), constraints);
        this.isValidatedHere = isValidatedHere;
        this.hasConstraintsAsAWhole = !constraints.getConstraintDescriptors().isEmpty();
    }

    /** The names of the query parameters that a record holds. */
    static Stream<String> names(Class<?> type) {
        Parameter[] parameters = BeanUtils.getResolvableConstructor(type).getParameters();
        RecordComponent[] components = type.getRecordComponents();
        return IntStream.range(0, components.length).mapToObj(i -> name(components[i], parameters[i]));
    }

    /**
     * The record with the values of a query.
     * @param query gives the value of a parameter, or null
     * @throws Malformed when a parameter has an invalid value
     */
    Object fill(Function<String, @Nullable String> query) {
        var values = new @Nullable Object[parts.size()];
        Set<String> wrong = new TreeSet<>();
        for (int i = 0; i < values.length; i++) {
            Part part = parts.get(i);
            try {
                values[i] = value(query.apply(part.parameter()), part.type());
            } catch (ConversionException notOne) {
                wrong.add(part.parameter());
            }
        }
        Object made = BeanUtils.instantiateClass(constructor, values);
        if (isValidatedHere && !isSurelyValid(values)) {
            validator.validate(made).forEach(violation -> wrong.add(parameter(violation.getPropertyPath().toString())));
        }
        if (!wrong.isEmpty()) {
            throw new Malformed(ProblemCode.INVALID_PARAMETER, "Parameter " + String.join(", ", wrong) + ": the value is not allowed");
        }
        return made;
    }

    private static @Nullable Object value(@Nullable String given, Class<?> type) {
        return given == null || type == String.class ? given : CONVERSIONS.convert(given, type);
    }

    private String parameter(String component) {
        return parts.stream().filter(part -> part.component().equals(component)).findFirst().orElseThrow().parameter();
    }

    private boolean isSurelyValid(@Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!parts.get(i).isSurelyValid(values[i])) {
                return false;
            }
        }
        return !hasConstraintsAsAWhole;
    }

    private static List<Part> parts(Class<?> type, Parameter[] parameters, BeanDescriptor constraints) {
        RecordComponent[] components = type.getRecordComponents();
        return IntStream.range(0, components.length).mapToObj(i -> part(components[i], parameters[i], constraints)).toList();
    }

    private static Part part(RecordComponent component, Parameter parameter, BeanDescriptor constraints) {
        PropertyDescriptor own = constraints.getConstraintsForProperty(component.getName());
        List<Predicate<@Nullable Object>> checks =
                own == null ? List.of() : own.getConstraintDescriptors().stream().map(QueryRecord::check).toList();
        return new Part(component.getName(), name(component, parameter), component.getType(), checks);
    }

    private static String name(RecordComponent component, Parameter parameter) {
        BindParam other = parameter.getAnnotation(BindParam.class);
        return other == null ? component.getName() : other.value();
    }

    /**
     * Whether a value certainly satisfies a constraint. If not, or for other constraints, the validator decides and writes the message.
     */
    private static Predicate<@Nullable Object> check(ConstraintDescriptor<?> constraint) {
        return switch (constraint.getAnnotation()) {
            case Pattern pattern when pattern.flags().length == 0 -> {
                var regex = java.util.regex.Pattern.compile(pattern.regexp());
                yield value -> value == null || (value instanceof String text && regex.matcher(text).matches());
            }
            case CodePointLength length -> value -> value == null || (value instanceof String text
                    && length.min() <= text.codePointCount(0, text.length()) && text.length() <= length.max());
            case OneLine _ -> value -> value == null
                    || (value instanceof String text && Text.isOneLine(text) && Text.isVisible(text));
            case Min min -> value -> value == null || (isInteger(value) && ((Number) value).longValue() >= min.value());
            case Max max -> value -> value == null || (isInteger(value) && ((Number) value).longValue() <= max.value());
            case PositiveOrZero _ -> value -> value == null || (isInteger(value) && ((Number) value).longValue() >= 0);
            default -> _ -> false;
        };
    }

    private static boolean isInteger(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    /** A component, the parameter with its value, and its constraints. */
    private record Part(String component, String parameter, Class<?> type, List<Predicate<@Nullable Object>> checks) {

        boolean isSurelyValid(@Nullable Object value) {
            for (Predicate<@Nullable Object> check : checks) {
                if (!check.test(value)) {
                    return false;
                }
            }
            return true;
        }
    }
}
