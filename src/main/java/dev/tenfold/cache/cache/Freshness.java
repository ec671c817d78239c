package dev.tenfold.cache.cache;

/** Whether something that was made from cached values would still be made the same way now. */
@FunctionalInterface
public interface Freshness {

    boolean isCurrent();
}
