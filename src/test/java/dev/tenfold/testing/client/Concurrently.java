package dev.tenfold.testing.client;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Runs work in many threads that start at the same moment. */
public final class Concurrently {

    private Concurrently() {}

    /** The result of each thread, in the order of their numbers from 0. */
    public static <T> List<T> run(int threads, IntFunction<T> work) {
        var start = new CyclicBarrier(threads);
        try (var executor = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> running =
                    IntStream.range(0, threads).mapToObj(number -> executor.submit(waiting(start, number, work))).toList();
            return running.stream().map(Concurrently::result).toList();
        }
    }

    private static <T> Callable<T> waiting(CyclicBarrier start, int number, IntFunction<T> work) {
        return () -> {
            start.await();
            return work.apply(number);
        };
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause() instanceof BrokenBarrierException ? failure : failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
