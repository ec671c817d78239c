package dev.tenfold.shop.product;

import dev.tenfold.api.http.Text;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

/** The merchant's own number of a product, without regard to its length. Null is valid, and so is an empty text. */
@Documented
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Sku.SkuValidator.class)
@interface Sku {

    String message() default "must have only printable characters, and no space at its beginning or end";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the characters. */
    final class SkuValidator implements ConstraintValidator<Sku, @Nullable String> {

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            return value == null || value.isEmpty()
                    || (Text.isPrintable(value) && !Text.isSpace(value.codePointAt(0))
                            && !Text.isSpace(value.codePointBefore(value.length())));
        }
    }
}
