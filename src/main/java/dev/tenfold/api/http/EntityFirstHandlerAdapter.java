package dev.tenfold.api.http;

import java.util.ArrayList;
import java.util.List;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityReturnValueHandler;

/**
 * Spring's caller of handlers, which asks the kinds of answers in turn whether one is theirs. Nearly all here are entities, so those come first;
 * the kinds before them look at a method's generic types each time.
 */
class EntityFirstHandlerAdapter extends RequestMappingHandlerAdapter {

    @Override
    public void afterPropertiesSet() {
        super.afterPropertiesSet();
        List<HandlerMethodReturnValueHandler> kinds = getReturnValueHandlers();
        if (kinds != null) {
            List<HandlerMethodReturnValueHandler> entitiesFirst = new ArrayList<>(kinds);
            entitiesFirst.sort((one, other) -> Boolean.compare(isOfEntities(other), isOfEntities(one))); // and the others as they were
            setReturnValueHandlers(entitiesFirst);
        }
    }

    private static boolean isOfEntities(HandlerMethodReturnValueHandler kind) {
        return kind instanceof ResponseEntityReturnValueHandler;
    }
}
