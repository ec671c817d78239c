package dev.tenfold.api.http;

import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.platform.failure.Failure.NotAcceptable;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Spring's mapping of requests to handlers, with an index. For a path with a variable, Spring alone tries every route, after those of the
 * actuator, each by its method, headers, media types and path: an eighth of the CPU time of reading a product. This class first selects
 * routes by the beginning of their path, up to the first variable. If it finds no match or more than one, Spring decides. It also
 * refuses requests that accept no media type of the route.
 */
class IndexedHandlerMapping extends RequestMappingHandlerMapping {

    private volatile @Nullable Index index;

    /**
     * Gives a mapping with {@code version = "1+"} the path of each version in place of the template {@code /api/{version}}. So the index finds
     * it by its path, and logs and metrics name the version. Spring's condition of the version stays.
     */
    @Override
    protected @Nullable RequestMappingInfo getMappingForMethod(Method method, Class<?> handlerType) {
        RequestMappingInfo route = super.getMappingForMethod(method, handlerType);
        String condition = route == null ? null : condition(method, handlerType);
        if (route == null || condition == null) {
            return route;
        }
        List<ApiVersion> versions = ApiVersion.declared(condition);
        return route.mutate().paths(
                route.getPatternValues().stream().flatMap(path -> ApiVersion.paths(path, versions)).toArray(String[]::new)).build();
    }

    /** The {@code version} of the method's mapping, or else of its controller's. */
    private static @Nullable String condition(Method method, Class<?> handlerType) {
        return Stream.of(method, handlerType).map(element -> AnnotatedElementUtils.findMergedAnnotation(element, RequestMapping.class))
                .filter(Objects::nonNull).map(RequestMapping::version).filter(version -> !version.isEmpty()).findFirst().orElse(null);
    }

    /** Before the actuator's mapping. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    @Override
    protected @Nullable HandlerMethod lookupHandlerMethod(String path, HttpServletRequest request) throws Exception {
        Match match = only(index().candidates(path), request);
        if (match == null) {
            return super.lookupHandlerMethod(path, request);
        }
        request.setAttribute(BEST_MATCHING_HANDLER_ATTRIBUTE, match.handler());
        handleMatch(match.route(), path, request);
        return match.handler();
    }

    /** @throws NotAcceptable when the client excludes each media type of the route by the weight 0 */
    @Override
    protected void handleMatch(RequestMappingInfo route, String path, HttpServletRequest request) {
        super.handleMatch(route, path, request);
        List<String> accept = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
        if (!route.getProducesCondition().isEmpty() && accept.stream().anyMatch(AcceptHeader::mayExclude)) {
            Set<MediaType> produced = route.getProducesCondition().getProducibleMediaTypes();
            Set<MediaType> acceptable = AcceptHeader.acceptable(produced, MediaType.parseMediaTypes(accept));
            if (acceptable.isEmpty()) {
                throw new NotAcceptable(produced.stream().map(MediaType::toString).toList());
            }
            request.setAttribute(PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, acceptable);
        }
    }

    private @Nullable Match only(List<MappedHandler> candidates, HttpServletRequest request) {
        Match only = null;
        for (MappedHandler candidate : candidates) {
            RequestMappingInfo matching = getMatchingMapping(candidate.route(), request);
            if (matching != null && only != null) {
                return null;
            }
            if (matching != null) {
                only = new Match(matching, candidate.handler());
            }
        }
        return only;
    }

    /** Created at the first request, when all controllers have registered their routes. */
    private Index index() {
        Index made = index;
        if (made == null) {
            made = Index.of(getHandlerMethods());
            index = made;
        }
        return made;
    }

    /** @param route the route with all its conditions */
    private record MappedHandler(RequestMappingInfo route, HandlerMethod handler) {}

    /** @param route the route with the conditions that the request matches */
    private record Match(RequestMappingInfo route, HandlerMethod handler) {}

    private record Beginning(String text, List<MappedHandler> routes) {}

    /**
     * Routes by their path.
     * @param whole routes without variables, by their path
     * @param beginnings routes with variables, by the part of the path before the first variable
     */
    private record Index(Map<String, List<MappedHandler>> whole, List<Beginning> beginnings) {

        static Index of(Map<RequestMappingInfo, HandlerMethod> handlers) {
            Map<String, List<MappedHandler>> whole = new HashMap<>();
            Map<String, List<MappedHandler>> beginnings = new HashMap<>();
            handlers.forEach((route, handler) -> {
                var found = new MappedHandler(route, handler.createWithResolvedBean());
                for (String pattern : route.getPatternValues()) {
                    int end = literal(pattern);
                    (end == pattern.length() ? whole : beginnings).computeIfAbsent(pattern.substring(0, end), _ -> new ArrayList<>())
                            .add(found);
                }
            });
            return new Index(whole, beginnings.entrySet().stream().map(entry -> new Beginning(entry.getKey(), entry.getValue())).toList());
        }

        private static int literal(String pattern) {
            int end = 0;
            while (end < pattern.length() && "{*?".indexOf(pattern.charAt(end)) < 0) {
                end++;
            }
            return end;
        }

        /** The routes that may match. Empty if the path is encoded, because only Spring can decode it. */
        List<MappedHandler> candidates(String path) {
            List<MappedHandler> found = whole.get(path);
            if (found != null || path.indexOf('%') >= 0) {
                return found == null ? List.of() : found;
            }
            found = new ArrayList<>();
            for (Beginning beginning : beginnings) {
                if (path.startsWith(beginning.text())) {
                    found.addAll(beginning.routes());
                }
            }
            return found;
        }
    }
}
