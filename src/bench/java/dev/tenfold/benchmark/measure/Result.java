package dev.tenfold.benchmark.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one round brought.
 *
 * @param rate good answers a second
 * @param p50 ms that half of them took
 * @param p99 ms that 99 of 100 took
 * @param cpu ms of CPU that the server spent on 1,000 answers; NaN where nobody looked
 * @param failed answers that were other than expected, or did not come
 */
public record Result(double rate, double p50, double p99, double cpu, double failed) {

    /** Of each figure the median, but of failures all. */
    public static Result median(List<Result> rounds) {
        return new Result(median(rounds, Result::rate), median(rounds, Result::p50), median(rounds, Result::p99), median(rounds, Result::cpu),
                rounds.stream().mapToDouble(Result::failed).sum());
    }

    private static double median(List<Result> rounds, ToDoubleFunction<Result> figure) {
        double[] figures = rounds.stream().mapToDouble(figure).sorted().toArray();
        return figures[figures.length / 2];
    }

    /** The time in ms that a share of all took no longer than; NaN of none. */
    public static double at(long[] sortedNanos, double share) {
        return sortedNanos.length == 0 ? Double.NaN
                : sortedNanos[(int) Math.min(sortedNanos.length - 1L, Math.round(sortedNanos.length * share))] / 1e6;
    }
}
