package dev.tenfold.traffic.ratelimit;

import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three processes of the service on one Redis, all asked by the same address. They are more patient with Redis than in production: on a machine as
 * busy as one that tests, 50 ms pass without any fault of Redis, and what is counted without it is not under the bound.
 */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AcrossInstancesTest {

    private static final int INSTANCES = 3;
    private static final int CAPACITY = 200;
    private static final Duration PERIOD = Duration.ofSeconds(4);
    private static final int THREADS = 6;
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final int OK = 200;
    private static final Logger LOG = LoggerFactory.getLogger(AcrossInstancesTest.class);
    private static final int LIMITED = 429;

    private final EmbeddedServices servers = EmbeddedServices.start(Durability.DISCARDABLE);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Instance> instances = IntStream.range(0, INSTANCES).mapToObj(_ -> Instance.launchPatient(servers.addresses(),
            Map.of("tenfold.ratelimit.enabled", "true", "tenfold.loadshedding.enabled", false, "tenfold.expected-instances", INSTANCES,
                    "tenfold.request.trusted-proxies",
                    "127.0.0.1/32", "tenfold.ratelimit.policies.anonymous.capacity", CAPACITY,
                    "tenfold.ratelimit.policies.anonymous.refill-period", PERIOD)))
            .toList();

    AcrossInstancesTest() {
        instances.forEach(Instance::awaitReady);
    }

    @AfterAll
    void close() {
        instances.forEach(Instance::close);
        servers.close();
    }

    /** One answer: when the request was sent, when the answer was there, in ns. */
    private record Answer(int status, long sent, long came) {}

    @Test
    void allInstancesTogetherPassNoMoreThanTheCapacityTheRefillAndTheirReserves() {
        List<Answer> answers = hammer("198.51.100.1", PERIOD.multipliedBy(3), 2 * CAPACITY);
        List<Answer> passed =
                answers.stream().filter(answer -> answer.status == OK).sorted(Comparator.comparingLong(Answer::sent)).toList();
        assertThat(answers).extracting(Answer::status).containsOnly(OK, LIMITED);
        int reserve = CAPACITY / 10 / INSTANCES;
        int most = mostInAWindow(passed);
        LOG.info("{} passed in all, {} in the fullest window of {}; the bound is {}", passed.size(), most, PERIOD,
                2 * CAPACITY + INSTANCES * reserve);
        assertThat(most).isLessThanOrEqualTo(2 * CAPACITY + INSTANCES * reserve).isGreaterThan(CAPACITY);
        assertThat(passed.size()).as("tokens come back").isGreaterThan(2 * CAPACITY);
        Results.write("limits-across-instances", AcrossInstancesTest.class,
                Map.of("instances", INSTANCES, "capacity of the bucket", CAPACITY,
                        "requests that passed in the fullest period", most, "bound", 2 * CAPACITY + INSTANCES * reserve));
        await().until(() -> !servers.redis().ask("KEYS limit:*").contains("limit:"));
    }

    @Test
    void withRedisFrozenOrKilledUnderLoadEveryInstancePassesItsShare() {
        for (Runnable[] fault : List.of(new Runnable[]{servers.redis()::pause, servers.redis()::resume},
                new Runnable[]{servers.redis()::kill, servers.redis()::start})) {
            fault[0].run();
            List<Answer> answers;
            try {
                answers = hammer("198.51.100." + (2 + System.nanoTime() % 200), PERIOD, CAPACITY); // a frozen Redis is noticed after seconds
            } finally {
                fault[1].run();
            }
            assertThat(answers).extracting(Answer::status).isSubsetOf(OK, LIMITED);
            long passed = answers.stream().filter(answer -> answer.status == OK).count();
            double periods = (answers.getLast().came - answers.getFirst().sent) / (double) PERIOD.toNanos();
            int share = Math.ceilDiv(CAPACITY, INSTANCES - 1); // one of them may be missing
            LOG.info("{} passed without Redis in {} periods", passed, periods);
            assertThat(passed).isBetween((long) CAPACITY, (long) (INSTANCES * share * (2 + periods)));
            IntStream.range(0, INSTANCES).forEach(this::awaitRedis);
        }
    }

    /** Waits until an instance reports to Redis again. Until then its share decides. */
    private void awaitRedis(int instance) {
        String address = "198.51.101." + instance;
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            ask(instance, address);
            return servers.redis().ask("KEYS limit:*").contains(address);
        });
    }

    /** Those that were let through surely within a window of one period, wherever it starts. */
    private static int mostInAWindow(List<Answer> bySent) {
        int most = 0;
        for (Answer first : bySent) {
            long end = first.sent + PERIOD.toNanos();
            most = Math.max(most, (int) bySent.stream().filter(answer -> answer.sent >= first.sent && answer.came < end).count());
        }
        return most;
    }

    /** Asks as fast as it can for so long, and longer on a machine that is too slow for more answers than these to pass by then. */
    private List<Answer> hammer(String address, Duration duration, int atLeast) {
        long start = System.nanoTime();
        var passed = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<List<Answer>>> all = IntStream.range(0, THREADS).mapToObj(thread -> threads.submit(() -> {
                List<Answer> answers = new ArrayList<>();
                for (Duration asked = Duration.ZERO; asked.compareTo(duration) < 0
                        || (passed.get() <= atLeast && asked.compareTo(LONGEST) < 0); asked = Duration.ofNanos(System.nanoTime() - start)) {
                    Answer answer = ask(thread % INSTANCES, address);
                    answers.add(answer);
                    passed.addAndGet(answer.status == OK ? 1 : 0);
                }
                return answers;
            })).toList();
            List<Answer> answers = new ArrayList<>();
            for (Future<List<Answer>> each : all) {
                answers.addAll(each.get());
            }
            return answers;
        } catch (ExecutionException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Answer ask(int instance, String address) throws Exception {
        long sent = System.nanoTime();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instances.get(instance).port() + "/api/v1/products?limit=1"))
                .header("X-Forwarded-For", address).timeout(Duration.ofSeconds(30)).build();
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        return new Answer(status, sent, System.nanoTime());
    }
}
