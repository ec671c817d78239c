package dev.tenfold.order;

import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Reads a state from a query, by the name that it has in JSON. */
@Component
class OrderStatusParameter implements Converter<String, OrderStatus> {

    @Override
    public OrderStatus convert(String name) {
        return OrderStatus.of(name);
    }
}
