package dev.tenfold.messaging.outbound;

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

/** A URL that requests may be sent to, see {@link AllowedDestinations}. Null is valid. */
@Documented
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = PublicUrl.PublicUrlValidator.class)
public @interface PublicUrl {

    String message() default "must be an https URL on the public internet";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Uses {@link AllowedDestinations#objection} as the message. */
    final class PublicUrlValidator implements ConstraintValidator<PublicUrl, @Nullable String> {

        private final AllowedDestinations destinations;

        PublicUrlValidator(AllowedDestinations destinations) {
            this.destinations = destinations;
        }

        @Override
        public boolean isValid(@Nullable String url, ConstraintValidatorContext context) {
            String objection = url == null ? null : destinations.objection(url);
            if (objection != null) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate(objection).addConstraintViolation();
            }
            return objection == null;
        }
    }
}
