package dev.tenfold.api.http;

import java.util.ArrayList;
import java.util.List;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityReturnValueHandler;

/**
 * Spring's adapter that calls handlers, with a faster order of its return value handlers. It asks each of them in turn whether it
 * supports the return type. Nearly all return types here are entities, so their handlers come first; those before them would inspect the
 * method's generic types each time.
 */
class EntityFirstHandlerAdapter extends RequestMappingHandlerAdapter {

    @Override
    public void afterPropertiesSet() {
        super.afterPropertiesSet();
        List<HandlerMethodReturnValueHandler> kinds = getReturnValueHandlers();
        if (kinds != null) {
            List<HandlerMethodReturnValueHandler> entitiesFirst = new ArrayList<>(kinds);
            entitiesFirst.sort((one, other) -> Boolean.compare(isOfEntities(other), isOfEntities(one))); // stable: the others keep their order
            setReturnValueHandlers(entitiesFirst);
        }
    }

    private static boolean isOfEntities(HandlerMethodReturnValueHandler kind) {
        return kind instanceof ResponseEntityReturnValueHandler;
    }
}
