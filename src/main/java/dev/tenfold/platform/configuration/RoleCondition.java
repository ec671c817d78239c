package dev.tenfold.platform.configuration;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if the process has the role that {@link OnRole} names. */
class RoleCondition implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ProcessRole needed = metadata.getAnnotations().get(OnRole.class).getEnum("value", ProcessRole.class);
        return ProcessRole.of(context.getEnvironment()).contains(needed);
    }
}
