package dev.tenfold.security.password;

import com.nulabinc.zxcvbn.StandardDictionaries;
import dev.tenfold.api.http.Text;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

/** A password that is not in zxcvbn's list of the 30,000 most common ones, in upper or lower case. Null is valid. */
@Documented
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = NotCommon.NotCommonValidator.class)
public @interface NotCommon {

    String message() default "is one of the most common passwords";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the list. */
    final class NotCommonValidator implements ConstraintValidator<NotCommon, @Nullable String> {

        private static final Set<String> COMMON = load();

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            return value == null || !COMMON.contains(Text.nfc(value).toLowerCase(Locale.ROOT));
        }

        private static Set<String> load() {
            try {
                return Set.copyOf(StandardDictionaries.PASSWORDS_LOADER.load().getRankedDictionary().keySet());
            } catch (IOException missing) {
                throw new UncheckedIOException(missing);
            }
        }
    }
}
