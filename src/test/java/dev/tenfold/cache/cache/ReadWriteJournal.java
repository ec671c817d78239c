package dev.tenfold.cache.cache;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records what was written and read at which instance, and checks that the reads are correct. Each product has one writer at a time,
 * which counts upwards, so the greater number is the newer one. Products and instances are identified by their index.
 * <p>Two things must never happen, whatever fails: an instance must not return an older value than one that it confirmed to a writer
 * before the read began; and it must not return an older value than the same view had returned to any reader before the read began.
 */
final class ReadWriteJournal {

    private static final int INSTANCES = 2;
    private static final double NANOS_PER_MILLI = 1e6;

    private final int products;
    private final List<AtomicIntegerArray> answered;
    private final AtomicIntegerArray newest;
    private final List<Map<View, AtomicIntegerArray>> shown;
    private final List<Map<Integer, Long>> answeredAt;
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final Queue<Long> staleBy = new ConcurrentLinkedQueue<>();
    private final Queue<Long> seenAfter = new ConcurrentLinkedQueue<>();
    private final Queue<Took> took = new ConcurrentLinkedQueue<>();

    /** How a value was read. */
    enum View {
        PRODUCT, LIST
    }

    /** What was known when a read began. The read must not return anything older. */
    @SuppressWarnings("ArrayRecordComponent") // copies that are never compared
    record Floor(long at, int instance, View view, int[] answered, int[] newest, int[] shown) {}

    private record Took(long at, long nanos) {}

    ReadWriteJournal(int products) {
        this.products = products;
        this.answered = IntStream.range(0, INSTANCES).mapToObj(_ -> new AtomicIntegerArray(products)).toList();
        this.newest = new AtomicIntegerArray(products);
        this.shown = IntStream.range(0, INSTANCES).<Map<View, AtomicIntegerArray>>mapToObj(_ -> new EnumMap<>(
                Map.of(View.PRODUCT, new AtomicIntegerArray(products), View.LIST, new AtomicIntegerArray(products)))).toList();
        this.answeredAt = IntStream.range(0, products).<Map<Integer, Long>>mapToObj(_ -> new ConcurrentHashMap<>()).toList();
    }

    /** An instance has confirmed the write of a number. */
    void wrote(int instance, int product, int number) {
        answeredAt.get(product).put(number, System.nanoTime());
        answered.get(instance).accumulateAndGet(product, number, Math::max);
        newest.accumulateAndGet(product, number, Math::max);
        writes.increment();
    }

    /** Must be called before a read is sent. */
    Floor floor(int instance, View view) {
        return new Floor(System.nanoTime(), instance, view, copy(answered.get(instance)), copy(newest),
                copy(shown.get(instance).get(view)));
    }

    /** A read has returned a number. */
    void read(Floor floor, int product, int number) {
        if (number < floor.answered()[product]) {
            wrong("%s at instance %d showed product %d as %d, after that instance had answered to have written %d".formatted(floor.view(),
                    floor.instance(), product, number, floor.answered()[product]));
        }
        if (number < floor.shown()[product]) {
            wrong("%s at instance %d showed product %d as %d, after that instance had shown %d".formatted(floor.view(), floor.instance(),
                    product,
                    number, floor.shown()[product]));
        }
        if (number < floor.newest()[product]) {
            staleBy.add(floor.at() - answeredAt.get(product).getOrDefault(number + 1, floor.at()));
        }
        shown.get(floor.instance()).get(floor.view()).accumulateAndGet(product, number, Math::max);
    }

    void took(Floor floor) {
        reads.increment();
        took.add(new Took(floor.at(), System.nanoTime() - floor.at()));
    }

    /** How long after a confirmed write the other instance still returned an older number; 0 for never. */
    void seenAfter(long nanos) {
        seenAfter.add(nanos);
    }

    void wrong(String what) {
        wrongs.add(what);
    }

    long reads() {
        return reads.sum();
    }

    long writes() {
        return writes.sum();
    }

    boolean isRight() {
        return wrongs.isEmpty();
    }

    void nothingIsWrong() {
        assertThat(wrongs.stream().distinct().limit(10))
                .as("the first of %d wrongs in %d reads and %d writes", wrongs.size(), reads(), writes())
                .isEmpty();
    }

    /** The time in milliseconds until this share of the writes was visible at the other instance. */
    double seenAfterMillis(double share) {
        return percentile(new ArrayList<>(seenAfter), share);
    }

    /** The longest time in milliseconds for which a read showed an older number after a write at the other instance was answered. */
    double worstStalenessMillis() {
        return percentile(new ArrayList<>(staleBy), 1);
    }

    String staleness() {
        return "%d reads, %d writes; reads that began after a write at the other instance was answered saw an older number by %s; "
                .formatted(reads(), writes(), spread(new ArrayList<>(staleBy)))
                + "per burst of writes, the writer last saw an older number at the other instance by %s"
                        .formatted(spread(new ArrayList<>(seenAfter)));
    }

    private static String spread(List<Long> nanos) {
        return "ms p50 %.1f p99 %.1f p99.9 %.1f worst %.1f of %d".formatted(percentile(nanos, 0.5), percentile(nanos, 0.99),
                percentile(nanos, 0.999), percentile(nanos, 1), nanos.size());
    }

    /** The latency of reads that began between two moments. */
    String latency(long from, long to) {
        return spread(took.stream().filter(one -> one.at() >= from && one.at() < to).map(Took::nanos).toList());
    }

    private static double percentile(List<Long> nanos, double share) {
        if (nanos.isEmpty()) {
            return 0;
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        int index = (int) Math.min(sorted.size() - 1L, (long) (share * sorted.size()));
        return sorted.get(index) / NANOS_PER_MILLI;
    }

    private int[] copy(AtomicIntegerArray numbers) {
        return IntStream.range(0, products).map(numbers::get).toArray();
    }
}
