package dev.tenfold.benchmark.load;

import dev.tenfold.benchmark.measure.Result;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What became of a load, one entry an arrival. */
record Samples(List<Sample> all, double seconds) {

    private static final double MEDIAN = 0.5;
    private static final double TAIL = 0.99;
    private static final double NANOS = 1e9;

    Samples of(Kind kind) {
        return only(answer -> answer.kind() == kind);
    }

    Samples only(Predicate<Sample> predicate) {
        return new Samples(all.stream().filter(predicate).toList(), seconds);
    }

    /** One for each second, by when a request was due. */
    List<Samples> bySecond() {
        Map<Integer, List<Sample>> parts = all.stream().collect(Collectors.groupingBy(answer -> (int) (answer.at() / NANOS)));
        return IntStream.range(0, (int) seconds).mapToObj(second -> new Samples(parts.getOrDefault(second, List.of()), 1)).toList();
    }

    long count(Predicate<Sample> predicate) {
        return all.stream().filter(predicate).count();
    }

    long good() {
        return count(Sample::isGood);
    }

    /** Good answers a second. */
    double goodput() {
        return good() / seconds;
    }

    double shareGood() {
        return all.isEmpty() ? Double.NaN : (double) good() / all.size();
    }

    /** ms that half of the good answers took. */
    double p50() {
        return at(MEDIAN);
    }

    /** ms that 99 of 100 good answers took. */
    double p99() {
        return at(TAIL);
    }

    private double at(double share) {
        return Result.at(all.stream().filter(Sample::isGood).mapToLong(Sample::took).sorted().toArray(), share);
    }

    /** How many of each status, 0 where no answer came. */
    Map<Integer, Long> statuses() {
        return all.stream().collect(Collectors.groupingBy(Sample::status, TreeMap::new, Collectors.counting()));
    }

    @Override
    public String toString() {
        return "%d asked, %.0f good/s, p50 %.2f ms, p99 %.2f ms, %s".formatted(all.size(), goodput(), p50(), p99(), statuses());
    }
}
