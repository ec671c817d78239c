package dev.tenfold.api.http;

import jakarta.validation.Configuration;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.constraints.Size;
import java.util.Collection;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.stereotype.Component;

/**
 * Lets {@link Size} count characters of a text as PostgreSQL and JSON Schema do: by code points, where Hibernate Validator counts UTF-16 units
 * and would refuse a name of 101 emojis as longer than 200 characters.
 */
@Component
class Characters implements ValidationConfigurationCustomizer {

    @Override
    public void customize(Configuration<?> configuration) {
        if (configuration instanceof HibernateValidatorConfiguration hibernate) {
            var mapping = hibernate.createConstraintMapping();
            mapping.constraintDefinition(Size.class).includeExistingValidators(false).validatedBy(OfText.class).validatedBy(OfMany.class);
            hibernate.addMapping(mapping);
        }
    }

    /** Counts code points. Null passes. */
    static final class OfText implements ConstraintValidator<Size, @Nullable CharSequence> {

        private int min;
        private int max;

        @Override
        public void initialize(Size size) {
            min = size.min();
            max = size.max();
        }

        @Override
        public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
            if (text == null) {
                return true;
            }
            long length = text.codePoints().count();
            return min <= length && length <= max;
        }
    }

    /** Counts elements. Null passes. */
    static final class OfMany implements ConstraintValidator<Size, @Nullable Collection<?>> {

        private int min;
        private int max;

        @Override
        public void initialize(Size size) {
            min = size.min();
            max = size.max();
        }

        @Override
        public boolean isValid(@Nullable Collection<?> many, ConstraintValidatorContext context) {
            return many == null || (min <= many.size() && many.size() <= max);
        }
    }
}
