package dev.tenfold.shop.product;

import dev.tenfold.messaging.outbox.Event;
import dev.tenfold.messaging.outbox.EventFactory;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.shop.inventory.StockChanged;
import dev.tenfold.shop.product.ProductChanged.Kind;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Writes events about products. The transaction must have locked the product. */
@Component
class ProductEvents {

    private final Outbox outbox;
    private final EventFactory events;

    ProductEvents(Outbox outbox, EventFactory events) {
        this.outbox = outbox;
        this.events = events;
    }

    /** Writes the events of many products by one statement: first those about the products, then those about the stock of the added ones. */
    void written(List<WrittenProduct> written, Instant now) {
        if (written.isEmpty()) {
            return;
        }
        Stream<Event> products = written.stream()
                .map(it -> events.of(ProductChanged.of(it.isAdded() ? Kind.ADDED : Kind.CHANGED, it.product()), now));
        Stream<Event> stock = written.stream().filter(WrittenProduct::isAdded).map(it -> events.of(StockChanged.of(it.stock()), now));
        outbox.add(Stream.concat(products, stock).toList());
    }

    void changed(Product product) {
        outbox.add(List.of(events.of(ProductChanged.of(Kind.CHANGED, product), product.updatedAt())));
    }

    void deleted(Product last, Instant now) {
        outbox.add(List.of(events.of(ProductChanged.of(Kind.DELETED, last), now)));
    }
}
