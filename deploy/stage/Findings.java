import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/** What clients saw, as {@code name=value} lines. */
class Findings {

    private static final long SLOW_MICROS = 1_000_000;
    private static final Pattern CODE = Pattern.compile("\"code\":\"(\\w+)\"");

    private final LongAdder placed = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final ConcurrentSkipListMap<String, LongAdder> failures = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<Long> failedAt = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> slowSince = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
    private final LongAdder answered = new LongAdder();
    private final LongAdder passedBy = new LongAdder();
    private Second second = new Second(); // guarded by this
    private Phase phase = new Phase("", 0); // guarded by this

    /** What was answered within a second. */
    private static final class Second {

        private long[] micros = new long[64];
        private int answered;
        private int failed;

        void note(long time, boolean well) {
            if (answered == micros.length) {
                micros = Arrays.copyOf(micros, answered * 2);
            }
            micros[answered++] = time;
            failed += well ? 0 : 1;
        }

        long[] sorted() {
            long[] sorted = Arrays.copyOf(micros, answered);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /** A part of the run that has a name: all answers, and those of each kind of request. */
    private record Phase(String name, long since, Map<String, Second> kinds) {

        Phase(String name, long since) {
            this(name, since, new TreeMap<>());
        }
    }

    long answered() {
        return answered.sum();
    }

    /** Prints {@code second=MILLISECONDS ANSWERED FAILED P50_MS P99_MS} of the time since the last call. */
    synchronized void printSecond() {
        long[] sorted = second.sorted();
        System.out.println("second=" + System.currentTimeMillis() + " " + second.answered + " " + second.failed + " " + at(sorted, 0.5) + " " + at(sorted, 0.99));
        second = new Second();
    }

    /** Prints {@code phase=NAME KIND MILLISECONDS ANSWERED FAILED P50_MS P99_MS} of each kind of request in the last phase, and begins another. */
    synchronized void begin(String name) {
        long now = System.currentTimeMillis();
        phase.kinds.forEach((kind, it) -> System.out.println("phase=" + phase.name + " " + kind.replace(' ', '_') + " " + (now - phase.since) + " " + it.answered
                + " " + it.failed + " " + at(it.sorted(), 0.5) + " " + at(it.sorted(), 0.99)));
        phase = new Phase(name, now);
    }

    private synchronized void count(String kind, long time, boolean well) {
        second.note(time, well);
        for (String of : new String[]{kind, "all"}) {
            phase.kinds.computeIfAbsent(of, _ -> new Second()).note(time, well);
        }
    }

    void placed() {
        placed.increment();
    }

    /** A request that the server did not process, because it was closing the HTTP/2 connection. It is sent again. */
    void passedBy() {
        passedBy.increment();
    }

    static boolean isUnprocessed(Throwable failure) {
        return failure != null && causes(failure).contains("not processed by peer");
    }

    /** An order that the client gave up. */
    void lost() {
        lost.increment();
    }

    void forgetLatencies() {
        micros.clear();
        slowSince.clear();
    }

    /** Records an answer, or a failure to get one, and returns whether the answer was the expected one. */
    boolean note(String kind, long nanos, HttpResponse<String> answer, Throwable failure) {
        answered.increment();
        micros.add(nanos / 1000);
        if (nanos / 1000 > SLOW_MICROS) {
            slowSince.add(System.currentTimeMillis() - nanos / 1_000_000);
        }
        boolean well = failure == null && answer.statusCode() < 300;
        count(kind, nanos / 1000, well);
        if (well) {
            return true;
        }
        failedAt.add(System.currentTimeMillis());
        failures.computeIfAbsent(kind + ": " + name(answer, failure), _ -> new LongAdder()).increment();
        return false;
    }

    private static String name(HttpResponse<String> answer, Throwable failure) {
        if (failure == null) {
            boolean hint = answer.headers().firstValue("Retry-After").isPresent();
            var code = CODE.matcher(answer.body());
            return (code.find() ? code.group(1) + " " : "") + answer.statusCode() + (hint ? " with Retry-After" : "");
        }
        return causes(failure);
    }

    private static String causes(Throwable failure) {
        var causes = new StringJoiner(", by ");
        for (Throwable cause = failure.getCause() == null ? failure : failure.getCause(); cause != null; cause = cause.getCause()) {
            causes.add(cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
        return causes.toString();
    }

    void report() {
        long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.println("sent=" + answered.sum());
        System.out.println("failed=" + count("", ""));
        System.out.println("failed_get=" + count("GET ", ""));
        System.out.println("failed_hinted=" + count("", " 503 with Retry-After"));
        System.out.println("placed=" + placed.sum());
        System.out.println("lost=" + lost.sum());
        System.out.println("passed_by=" + passedBy.sum());
        System.out.println("last_failure=" + failedAt.stream().mapToLong(Long::longValue).max().orElse(0));
        slowSince.forEach(since -> System.out.println("slow_since=" + since));
        System.out.println("p50_ms=" + at(sorted, 0.5));
        System.out.println("p99_ms=" + at(sorted, 0.99));
        System.out.println("max_ms=" + at(sorted, 1));
        failures.forEach((name, times) -> System.out.println("failure=" + times + " x " + name));
    }

    private long count(String start, String end) {
        return failures.entrySet().stream().filter(one -> one.getKey().startsWith(start) && one.getKey().endsWith(end))
                .mapToLong(one -> one.getValue().sum()).sum();
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.round(sorted.length * share))] / 1000.0;
    }
}
