package dev.tenfold.limit;

import dev.tenfold.limit.Policy.Limit;
import dev.tenfold.limit.Window.Grant;
import dev.tenfold.redis.RedisLine;
import dev.tenfold.redis.Script;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The windows that all instances share: in Redis, by its clock, each a small hash that expires. One script, one round trip. */
@Component
class Ledger {

    /** After a late answer nobody waits for Redis again so soon: while it is frozen, one request in a while notices and not each. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** As {@link Window}. ARGV: ms of a slot, capacity, burst, wanted. Slots of the future, which a clock put back leaves, count as the current one. */
    private static final Script TAKE = Script.of("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local length, capacity, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
            local current = math.floor(now / length)
            local counts = redis.call('HGETALL', KEYS[1])
            local used, recent, previous, oldest = 0, 0, 0, current
            for i = 1, #counts, 2 do
                local slot, count = tonumber(counts[i]), tonumber(counts[i + 1])
                if slot < current - 20 then
                    redis.call('HDEL', KEYS[1], counts[i])
                elseif count > 0 then
                    used = used + count
                    if slot < oldest then oldest = slot end
                    if slot >= current - 1 then recent = recent + count end
                    if slot == current - 1 then previous = count end
                end
            end
            local room = math.min(capacity - used, burst - recent)
            local granted = math.max(0, math.min(room, wanted))
            if granted > 0 then
                redis.call('HINCRBY', KEYS[1], string.format('%d', current), granted)
                redis.call('PEXPIRE', KEYS[1], length * 22)
            end
            local free = oldest + 21
            if recent + granted >= burst then
                local again = previous > 0 and current + 1 or current + 2
                free = used + granted >= capacity and math.max(free, again) or again
            end
            return string.format('%d %d %d %d', granted, math.max(0, room - granted), math.max(1, free * length - now), current)
            """);

    private static final Script GIVE_BACK = Script.of("""
            if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') > 0 then redis.call('HINCRBY', KEYS[1], ARGV[1], -1) end
            """);

    private final RedisLine line;
    private final LimitMetrics metrics;
    private final long patience;
    private volatile long away = System.nanoTime();

    Ledger(RedisLine line, LimitProperties properties, LimitMetrics metrics) {
        this.line = line;
        this.patience = properties.patience().toNanos();
        this.metrics = metrics;
    }

    /** Whether asking has a point now. */
    boolean answers() {
        return line.isUp() && System.nanoTime() - away >= 0;
    }

    long patience() {
        return patience;
    }

    /** Asks to take; answers nothing, rather than fail, where Redis gives no answer. */
    CompletableFuture<Optional<Grant>> take(Policy policy, String subject, int wanted) {
        metrics.roundTrips.increment();
        Limit limit = policy.limit();
        return line.send(TAKE, keys(policy, subject), number(limit.slot()), number(limit.capacity()), number(limit.burst()), number(wanted))
                .handle((answer, failure) -> failure == null ? parse(answer) : Optional.<Grant>empty()).toCompletableFuture();
    }

    /** Undoes a take of one. Where that fails the subject has one less, for a period. */
    void giveBack(Policy policy, String subject, long slot) {
        metrics.roundTrips.increment();
        line.send(GIVE_BACK, keys(policy, subject), number(slot));
    }

    /** Waits for an answer, until the deadline by {@link System#nanoTime}. */
    Optional<Grant> await(CompletableFuture<Optional<Grant>> answer, long deadline) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            away = System.nanoTime() + PAUSE_NANOS;
            return Optional.empty();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** One key to a script, in braces as every key of a cluster's script. */
    private static byte[][] keys(Policy policy, String subject) {
        return new byte[][]{("limit:{" + policy.name() + ":" + subject + "}").getBytes(StandardCharsets.UTF_8)};
    }

    private static byte[] number(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static Optional<Grant> parse(byte @Nullable [] answer) {
        if (answer == null) {
            return Optional.empty();
        }
        String[] numbers = new String(answer, StandardCharsets.US_ASCII).split(" ", -1);
        return Optional.of(new Grant(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3])));
    }
}
