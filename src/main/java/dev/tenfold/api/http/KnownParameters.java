package dev.tenfold.api.http;

import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Refuses query parameters that a route does not have, and those that are sent twice. A misspelled filter would otherwise return
 * everything. Public reads accept {@link TrackingParameters}.
 */
@Component
class KnownParameters implements HandlerInterceptor {

    private static final String OWN_ROUTES = "dev.tenfold.";
    private static final int MOST_NAMED = 5;
    private static final int LONGEST_NAME = 60;
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    /** @throws Malformed when a parameter is unknown or repeated, or contains characters that PostgreSQL cannot store */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() != null && request.getDispatcherType() == DispatcherType.REQUEST
                && handler instanceof HandlerMethod method && method.getBeanType().getName().startsWith(OWN_ROUTES)) {
            check(request, known.computeIfAbsent(method.getMethod(), _ -> names(method)));
        }
        return true;
    }

    private static void check(HttpServletRequest request, Set<String> known) {
        Set<String> unknown = new TreeSet<>();
        Set<String> repeated = new TreeSet<>();
        request.getParameterMap().forEach((name, values) -> {
            requireStorable(name, values);
            if (!known.contains(name)) {
                unknown.add(name);
            } else if (values.length > 1) {
                repeated.add(name);
            }
        });
        if (!unknown.isEmpty() && isPublicRead(request)) {
            unknown.removeIf(TrackingParameters::isOne);
        }
        if (!unknown.isEmpty()) {
            throw refusal(unknown, known.isEmpty() ? "this route has no query parameters"
                    : "this route has only " + String.join(", ", new TreeSet<>(known)));
        }
        if (!repeated.isEmpty()) {
            throw refusal(repeated, "sent more than once, but it has one value");
        }
    }

    /** Spring Security's firewall does the same check, but not all requests pass it. */
    private static void requireStorable(String name, String[] values) {
        if (!Text.isStorable(name) || !Arrays.stream(values).allMatch(Text::isStorable)) {
            throw new Malformed(ProblemCode.MALFORMED_REQUEST, "A parameter contains characters that are not allowed");
        }
    }

    private static boolean isPublicRead(HttpServletRequest request) {
        String method = request.getMethod();
        return (method.equals("GET") || method.equals("HEAD"))
                && Routes.isPublic(method, String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)));
    }

    private static Malformed refusal(Collection<String> names, String what) {
        return new Malformed(ProblemCode.INVALID_PARAMETER, names.stream().limit(MOST_NAMED).map(KnownParameters::shortened)
                .collect(Collectors.joining(", ", "Parameter ", ": " + what)));
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST_NAME ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)) + "...";
    }

    private static Set<String> names(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters()).flatMap(KnownParameters::names).collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> names(MethodParameter parameter) {
        if (QueryRecords.isOne(parameter)) {
            return QueryRecord.names(parameter.getParameterType());
        }
        RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
        if (declared == null) {
            return Stream.empty();
        }
        parameter.initParameterNameDiscovery(NAMES);
        return Stream.of(declared.name().isEmpty() ? Objects.requireNonNull(parameter.getParameterName()) : declared.name());
    }
}
