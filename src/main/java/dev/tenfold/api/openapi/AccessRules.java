package dev.tenfold.api.openapi;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AuthorizationManagerWebInvocationPrivilegeEvaluator;
import org.springframework.security.web.access.PathPatternRequestTransformer;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.stereotype.Component;

/** Who may call a route. Asks the authorization rules of Spring Security, so the document is always consistent with them. */
@Component
class AccessRules {

    private static final Authentication NOBODY =
            new AnonymousAuthenticationToken("document", "nobody", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));
    private static final Authentication SOMEBODY =
            UsernamePasswordAuthenticationToken.authenticated("somebody", null,
                    AuthorityUtils.createAuthorityList("ROLE_USER"));

    private final WebInvocationPrivilegeEvaluator rules;

    AccessRules(SecurityFilterChain chain) {
        var filter = chain.getFilters().stream().filter(AuthorizationFilter.class::isInstance).map(AuthorizationFilter.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Spring Security has no AuthorizationFilter, so every route would be open"));
        var evaluator = new AuthorizationManagerWebInvocationPrivilegeEvaluator(filter.getAuthorizationManager());
        var paths = new PathPatternRequestTransformer();
        evaluator.setRequestTransformer(request -> paths.transform(new FromOutside(request)));
        this.rules = evaluator;
    }

    /** @param path a path template, such as {@code /api/v1/orders/{id}} */
    Access of(HttpMethod method, String path) {
        String concrete = path.replaceAll("\\{[^}]*}", "0");
        if (rules.isAllowed("", concrete, method.name(), NOBODY)) {
            return Access.PUBLIC;
        }
        return rules.isAllowed("", concrete, method.name(), SOMEBODY) ? Access.SIGNED_IN : Access.ADMIN;
    }

    /** Who may call a route. */
    enum Access {
        PUBLIC, SIGNED_IN, ADMIN
    }

    /** A wrapper for the evaluator's request object, which has no dispatcher type. */
    private static final class FromOutside extends HttpServletRequestWrapper {

        FromOutside(HttpServletRequest request) {
            super(request);
        }

        @Override
        public DispatcherType getDispatcherType() {
            return DispatcherType.REQUEST;
        }
    }
}
