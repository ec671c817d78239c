package dev.tenfold.cache.cache;

/** Whether something that was made of cached values is still what would be made now. */
@FunctionalInterface
public interface Freshness {

    boolean isCurrent();
}
