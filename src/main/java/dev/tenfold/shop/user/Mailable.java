package dev.tenfold.shop.user;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** An e-mail address that every mail server accepts: only ASCII before the {@code @}, and a valid domain in any script behind it. */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Mailable.MailableValidator.class)
@interface Mailable {

    String MESSAGE =
            "must have only ASCII letters, digits and signs before the @, because many mail servers accept no others, and a valid domain";

    String message() default MESSAGE;

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Other constraints refuse a text that is too long, or has no {@code @}. */
    final class MailableValidator implements ConstraintValidator<Mailable, @Nullable String> {

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            return value == null || value.indexOf('@') < 0 || value.length() > EmailAddress.MAX_LENGTH
                    || EmailAddress.mailable(value) != null;
        }
    }
}
