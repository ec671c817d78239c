package dev.tenfold.shop.product;

import dev.tenfold.messaging.outbox.Event;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.shop.inventory.StockLevel;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes events about products. The transaction must have locked the product. */
@Component
class ProductEvents {

    private final Outbox outbox;
    private final JsonMapper json;

    ProductEvents(Outbox outbox, JsonMapper json) {
        this.outbox = outbox;
        this.json = json;
    }

    /**
     * The data of a {@code product.changed} event.
     * @param kind {@code added}, {@code changed} or {@code deleted}
     * @param version the product's version, as in its ETag
     * @param product the product after the change; for a deleted product, its last state
     */
    record ProductChanged(String kind, long version, ProductResponse product) {}

    void added(Product product, long stock) {
        outbox.add(List.of(event("added", product, product.version(), product.createdAt()),
                new StockLevel(product.id(), stock).event(product.createdAt())));
    }

    /** All events of a batch by one statement: first those about the products, then those about the stock of the added ones. */
    void written(List<WrittenProduct> written) {
        if (written.isEmpty()) {
            return;
        }
        Stream<Event> products = written.stream()
                .map(it -> event(it.isAdded() ? "added" : "changed", it.product(), it.product().version(), it.product().updatedAt()));
        Stream<Event> stock = written.stream().filter(WrittenProduct::isAdded)
                .map(it -> it.stock().event(it.product().createdAt()));
        outbox.add(Stream.concat(products, stock).toList());
    }

    void changed(Product product) {
        outbox.add(List.of(event("changed", product, product.version(), product.updatedAt())));
    }

    void deleted(Product last, Instant now) {
        outbox.add(List.of(event("deleted", last, last.version() + 1, now)));
    }

    private Event event(String kind, Product product, long version, Instant now) {
        return Event.of("product.changed", product.id().value(),
                json.writeValueAsString(new ProductChanged(kind, version, ProductResponse.of(product))), now);
    }
}
