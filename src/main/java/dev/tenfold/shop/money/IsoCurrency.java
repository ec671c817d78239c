package dev.tenfold.shop.money;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

/** A code of ISO 4217 that is in force, of money that people pay with. Null is valid. */
@Documented
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = IsoCurrency.IsoCurrencyValidator.class)
public @interface IsoCurrency {

    String message() default "must be the code of a currency in force (ISO 4217), such as USD";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Accepts the codes that are in force. */
    final class IsoCurrencyValidator implements ConstraintValidator<IsoCurrency, @Nullable String> {

        /** Venezuela has two codes in force. The JDK has the other one for it. */
        private static final String SECOND_BOLIVAR = "VED";
        /** What each country pays with today. The JDK's whole list also has gold, funds, test codes and currencies that are gone. */
        private static final Set<String> CODES = Stream
                .concat(Stream.of(SECOND_BOLIVAR),
                        Arrays.stream(Locale.getISOCountries()).map(country -> Currency.getInstance(Locale.of("", country)))
                                .filter(Objects::nonNull) // Antarctica
                                .map(Currency::getCurrencyCode))
                .collect(Collectors.toUnmodifiableSet());

        /** Whether a code is in force. */
        public static boolean isKnown(String code) {
            return CODES.contains(code);
        }

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            return value == null || isKnown(value);
        }
    }
}
