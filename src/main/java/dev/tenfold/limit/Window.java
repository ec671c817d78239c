package dev.tenfold.limit;

import dev.tenfold.limit.Policy.Limit;
import java.util.concurrent.TimeUnit;

/**
 * What one subject took lately, in slots of a twentieth of the period. A window of one period, wherever it starts, touches at most 21 slots: the
 * current one and the 20 before it. They together never hold more than the capacity, so no window lets more through; likewise any stretch of one slot
 * touches two slots, and they never hold more than the burst. {@link Ledger} does the same in Redis. Not safe for threads.
 */
final class Window {

    static final int SLOTS = 20;

    private static final long START = System.nanoTime();

    private final Limit limit;
    private final int[] counts = new int[SLOTS + 1];
    private long current;

    Window(Limit limit) {
        this.limit = limit;
    }

    /** The time by which a process counts alone: ms since it started, which no change of a clock disturbs. */
    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - START);
    }

    /**
     * Takes as much of what is asked for as there is.
     *
     * @param now ms, since whenever; one that runs backwards counts as standing still
     * @param wanted 0 for asking only
     */
    Grant take(long now, int wanted) {
        advance(Math.max(now / limit.slot(), current));
        int used = 0;
        for (int count : counts) {
            used += count;
        }
        int room = room(used);
        int granted = Math.clamp(room, 0, wanted);
        counts[at(current)] += granted;
        return new Grant(granted, Math.max(0, room - granted), delay(now, used + granted), current);
    }

    /** Counts one that passed by another's leave: it may make this window fuller than full. */
    void count(long now) {
        advance(Math.max(now / limit.slot(), current));
        counts[at(current)]++;
    }

    /** Undoes a take of one, in the slot in which it was taken. */
    void giveBack(long slot) {
        if (slot > current - counts.length && slot <= current && counts[at(slot)] > 0) {
            counts[at(slot)]--;
        }
    }

    private int room(int used) {
        return Math.min(limit.capacity() - used, limit.burst() - counts[at(current)] - counts[at(current - 1)]);
    }

    /** How long until more passes than now. */
    private long delay(long now, int used) {
        long last = current;
        for (long slot = current - SLOTS; slot < current; slot++) {
            if (slot >= 0 && counts[at(slot)] > 0) {
                last = slot;
                break;
            }
        }
        long free = last + SLOTS + 1;
        int recent = counts[at(current)] + counts[at(current - 1)];
        if (recent >= limit.burst()) {
            long burst = counts[at(current - 1)] > 0 ? current + 1 : current + 2;
            free = used >= limit.capacity() ? Math.max(free, burst) : burst;
        }
        return Math.max(1, free * limit.slot() - now);
    }

    private void advance(long slot) {
        for (long next = Math.max(current + 1, slot - SLOTS); next <= slot; next++) {
            counts[at(next)] = 0;
        }
        current = slot;
    }

    private int at(long slot) {
        return Math.floorMod(slot, counts.length);
    }

    /**
     * An answer to somebody who asked to take.
     *
     * @param granted how many may pass
     * @param left how many more could be taken now
     * @param delay ms until something that was taken is forgotten and more may be taken
     * @param slot where it was taken from
     */
    record Grant(int granted, int left, long delay, long slot) {}
}
