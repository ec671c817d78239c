package dev.tenfold.cache.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** New products, ten per category, each with the number that was last written to it. */
final class NumberedProducts {

    private static final int PER_CATEGORY = 10;

    private final List<ProductClient> clients;
    private final String name = UUID.randomUUID().toString().substring(0, 8);
    private final List<String> ids;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final AtomicIntegerArray written;

    /** @param clients one for each instance */
    NumberedProducts(List<ProductClient> clients, int size) {
        this.clients = clients;
        this.ids = IntStream.range(0, size).mapToObj(product -> clients.getFirst().add(category(product))).toList();
        IntStream.range(0, size).forEach(product -> indexes.put(ids.get(product), product));
        this.written = new AtomicIntegerArray(size);
    }

    int size() {
        return ids.size();
    }

    ProductClient client(int instance) {
        return clients.get(instance);
    }

    String id(int product) {
        return ids.get(product);
    }

    int indexOf(String id) {
        return indexes.get(id);
    }

    String category(int product) {
        return name + "-" + product / PER_CATEGORY;
    }

    /** The number to write next. */
    int next(int product) {
        return written.incrementAndGet(product);
    }
}
