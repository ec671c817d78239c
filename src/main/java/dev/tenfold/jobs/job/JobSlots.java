package dev.tenfold.jobs.job;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the jobs of each kind that a worker has claimed, so that it claims no more of a kind than it may run at once. A kind whose jobs
 * hang so never takes the threads of another.
 */
final class JobSlots {

    private final int each;
    private final Map<String, Integer> used = new LinkedHashMap<>();
    private final Set<String> mayHaveMore = new HashSet<>();

    /** @param each how many jobs of each kind may run at once */
    JobSlots(Collection<String> kinds, int each) {
        this.each = each;
        kinds.forEach(kind -> used.put(kind, 0));
    }

    int total() {
        return each * used.size();
    }

    /** A kind, and how many more of its jobs may be claimed. */
    record FreeSlots(String kind, int count) {}

    synchronized List<FreeSlots> freeSlots() {
        return used.entrySet().stream().map(kind -> new FreeSlots(kind.getKey(), Math.max(0, each - kind.getValue()))).toList();
    }

    /** These jobs, by their kinds, were claimed. The kinds whose slots they filled may have more that is due. */
    synchronized void claimed(List<String> kinds) {
        kinds.forEach(kind -> used.merge(kind, 1, Integer::sum));
        kinds.stream().filter(kind -> used.getOrDefault(kind, 0) >= each).forEach(mayHaveMore::add);
    }

    /** A job has ended. Returns whether it is worth to look for more at once, and not at the next poll. */
    synchronized boolean ended(String kind) {
        int left = used.merge(kind, -1, Integer::sum);
        return (left <= each / 2) && mayHaveMore.remove(kind);
    }
}
