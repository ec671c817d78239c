package dev.tenfold.testing.demo;

import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A month of the demo shop: the same products, users and orders at every start, only the times are relative to now. */
record DemoShop(List<Person> people, List<DemoProduct> products, List<DemoOrder> orders, List<Movement> movements) {

    private static final long SEED = 10;
    private static final int SOLD_OUT = 12;
    private static final int RESTOCKED = 40;
    private static final int MISCOUNTED = 25;
    private static final int MOST_LINES = 4;
    private static final int MOST_OF_ONE = 3;

    record Person(UUID id, DemoAccount account, Instant createdAt) {}

    /** A row of the ledger. */
    record Movement(UUID productId, long delta, String kind, @Nullable String reason, @Nullable UUID orderId, Instant createdAt) {}

    /** How many orders have a status, how long ago they were placed, and how many changes they had. */
    private enum Fate {
        DELIVERED(18, Duration.ofDays(6), Duration.ofDays(30), 4),
        CANCELLED(7, Duration.ofDays(1), Duration.ofDays(30), 2),
        EXPIRED(5, Duration.ofDays(1), Duration.ofDays(30), 2),
        SHIPPED(12, Duration.ofDays(2), Duration.ofDays(6), 3),
        PAID(12, Duration.ofHours(2), Duration.ofHours(48), 2),
        PENDING(6, Duration.ofMinutes(1), Duration.ofMinutes(20), 1);

        final int orders;
        final Duration newest;
        final Duration oldest;
        final int version;

        Fate(int orders, Duration newest, Duration oldest, int version) {
            this.orders = orders;
            this.newest = newest;
            this.oldest = oldest;
            this.version = version;
        }
    }

    static DemoShop asOf(Instant now) {
        var random = new Random(SEED);
        var ids = new TimeBasedEpochRandomGenerator(random);
        List<Person> people = DemoAccount.all().stream().map(account -> {
            Instant joined = now.minus(Duration.ofDays(40)).minusSeconds(random.nextInt(10_000_000));
            return new Person(ids.construct(joined.toEpochMilli()), account, joined);
        }).toList();
        List<DemoProduct> products = Catalog.read(now, random, created -> ids.construct(created.toEpochMilli()));
        var shuffled = new ArrayList<>(products);
        Collections.shuffle(shuffled, random);
        List<DemoProduct> soldOut = shuffled.subList(0, SOLD_OUT);
        List<DemoProduct> inStock = shuffled.subList(SOLD_OUT, shuffled.size());

        var orders = new ArrayList<DemoOrder>();
        for (Fate fate : Fate.values()) {
            for (int i = 0; i < fate.orders; i++) {
                Instant placed = now.minusSeconds(random.nextLong(fate.newest.toSeconds(), fate.oldest.toSeconds()));
                UUID user = people.get(1 + random.nextInt(people.size() - 1)).id();
                orders.add(order(ids.construct(placed.toEpochMilli()), user, fate, placed, inStock, random));
            }
        }
        return new DemoShop(people, products, List.copyOf(orders), movements(now, soldOut, inStock, orders, random));
    }

    private static DemoOrder order(UUID id, UUID user, Fate fate, Instant placed, List<DemoProduct> inStock, Random random) {
        List<DemoOrder.Line> lines = new ArrayList<>();
        List<Integer> chosen = random.ints(0, inStock.size()).distinct().limit(1 + random.nextInt(MOST_LINES)).boxed().toList();
        IntStream.range(0, chosen.size()).forEach(
                i -> lines.add(new DemoOrder.Line(id, i + 1, inStock.get(chosen.get(i)), 1 + random.nextInt(MOST_OF_ONE))));
        Duration since = switch (fate) {
            case PENDING -> Duration.ZERO;
            case PAID, CANCELLED -> Duration.ofMinutes(2 + random.nextInt(20));
            case EXPIRED -> Duration.ofMinutes(30);
            case SHIPPED -> Duration.ofHours(5 + random.nextInt(30));
            case DELIVERED -> Duration.ofHours(60 + random.nextInt(72));
        };
        String payment = switch (fate) {
            case PENDING, EXPIRED, CANCELLED -> null;
            case PAID, SHIPPED, DELIVERED -> "pay_" + Long.toString(random.nextLong(1L << 50, 1L << 56), Character.MAX_RADIX);
        };
        return new DemoOrder(id, user, fate.name().toLowerCase(Locale.ROOT), payment, fate.version, placed, placed.plus(since),
                List.copyOf(lines));
    }

    /** The ledger in the order of time: orders take stock, and cancelled and expired ones return it. */
    private static List<Movement> movements(Instant now, List<DemoProduct> soldOut, List<DemoProduct> inStock, List<DemoOrder> orders,
            Random random) {
        var ledger = new ArrayList<Movement>();
        for (DemoProduct product : soldOut) {
            int all = 10 + random.nextInt(40);
            ledger.add(new Movement(product.id(), all, "initial", null, null, product.createdAt()));
            ledger.add(new Movement(product.id(), -all, "adjustment", "Recalled by the maker", null, now.minus(Duration.ofDays(9))));
        }
        for (int i = 0; i < inStock.size(); i++) {
            DemoProduct product = inStock.get(i);
            ledger.add(new Movement(product.id(), 25 + random.nextInt(200), "initial", null, null, product.createdAt()));
            if (i < RESTOCKED) {
                ledger.add(
                        new Movement(product.id(), 50, "adjustment", "Delivery from the supplier", null, now.minus(Duration.ofDays(12))));
            } else if (i < RESTOCKED + MISCOUNTED) {
                ledger.add(new Movement(product.id(), -1 - random.nextInt(3), "adjustment", "Counted again: fewer than we thought", null,
                        now.minus(Duration.ofDays(4))));
            }
        }
        for (DemoOrder order : orders) {
            for (DemoOrder.Line line : order.lines()) {
                ledger.add(new Movement(line.product().id(), -line.quantity(), "order", null, order.id(), order.createdAt()));
                String returned = order.returned();
                if (returned != null) {
                    ledger.add(new Movement(line.product().id(), line.quantity(), returned, null, order.id(), order.updatedAt()));
                }
            }
        }
        ledger.sort(Comparator.comparing(Movement::createdAt));
        return List.copyOf(ledger);
    }
}
