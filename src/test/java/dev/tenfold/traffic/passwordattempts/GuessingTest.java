package dev.tenfold.traffic.passwordattempts;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Guessing a password against the service as it is shipped, on one processor. */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuessingTest {

    private static final Logger LOG = LoggerFactory.getLogger(GuessingTest.class);
    private static final int LIMITED = 429;
    private static final int WRONG = 422;
    private static final int GUESSERS = 16;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    private final Services services = SeparateDatabase.create();
    private final Instance instance = Instance.launchPatient(services,
            Map.of("tenfold.ratelimit.enabled", "true", "tenfold.request.trusted-proxies", "127.0.0.0/8",
                    "tenfold.admin.email", TestAccounts.ADMIN_EMAIL, "tenfold.admin.password",
                    TestAccounts.PASSWORD,
                    "tenfold.password.concurrency", 1));
    private final ApiClient api = new ApiClient(instance.port()).impatient();

    @BeforeAll
    void useOneProcessor() throws IOException, InterruptedException {
        instance.awaitReady();
        new ProcessBuilder("taskset", "--all-tasks", "--cpu-list", "--pid", "0", Long.toString(instance.pid())).start().waitFor();
    }

    @AfterAll
    void close() {
        instance.close();
    }

    @Test
    void ninetyOfAHundredGuessesFromFiftyAddressesAreThrottledAndTheOwnerSignsIn() {
        Person ada = new TestAccounts(from("192.0.2.1")).newUser();
        List<String> spellings = List.of(ada.email(), ada.email().toUpperCase(Locale.ROOT), fullWidth(ada.email()));
        long throttled = IntStream.range(0, 100)
                .filter(i -> signIn(from("198.51.100." + (1 + i % 50)), spellings.get(i % spellings.size()), "guess " + i).status()
                        == LIMITED)
                .count();
        LOG.info("{} of 100 guesses were throttled", throttled);
        assertThat(throttled).isGreaterThanOrEqualTo(90);
        signIn(from("203.0.113.1"), ada.email(), TestAccounts.PASSWORD).is(200);
        signIn(from("192.0.2.1"), ada.email(), TestAccounts.PASSWORD).is(200);
    }

    @Test
    void fiftyNetworksAreThrottledLikeOneAndTheOwnerSignsInFromAKnownAddress() {
        Person ada = new TestAccounts(from("192.0.2.2")).newUser();
        long throttled = IntStream.range(0, 100)
                .filter(i -> signIn(from("10.0." + i % 50 + ".1"), ada.email(), "guess " + i).status() == LIMITED).count();
        LOG.info("{} of 100 guesses from 50 networks were throttled", throttled);
        assertThat(throttled).isGreaterThanOrEqualTo(90);
        signIn(from("192.0.2.2"), ada.email(), TestAccounts.PASSWORD).is(200);
    }

    /** One account with a token changes its password again and again, from many addresses, so that no address is at its limit. */
    @Test
    void passwordChangesAreFiveGuessesAMinuteAndDoNotBlockSignIns() throws Exception {
        Person eve = new TestAccounts(from("192.0.2.3")).newUser();
        List<Person> others = IntStream.range(0, 10).mapToObj(i -> new TestAccounts(from("192.0.3." + i)).newUser()).toList();
        for (Person other : others) {
            signIn(from("192.0.4.1" + others.indexOf(other)), other.email(), TestAccounts.PASSWORD).is(200);
        }
        guess(new TestAccounts(from("192.0.2.4")).newUser(), others, WARM_UP); // a cold JVM on one processor is slow by itself
        Attack attack = guess(eve, others, MINUTE);
        LOG.info("{} guesses were answered in a minute; the slowest of {} sign-ins of others took {} ms", attack.answered,
                attack.signIns.size(),
                attack.signIns.stream().mapToLong(Long::longValue).max().orElseThrow());
        assertThat(attack.answered).isBetween(1, 5);
        assertThat(attack.signIns).hasSizeGreaterThan(60);
        assertThat(attack.signIns.stream().sorted().toList().get(attack.signIns.size() / 2)).as("median, in ms").isLessThan(1000);
        Results.write("guesses", GuessingTest.class,
                Map.of("guesses answered in a minute", attack.answered, "sign-ins of others", attack.signIns.size(),
                        "ms of the slowest sign-in of others", attack.signIns.stream().mapToLong(Long::longValue).max().orElseThrow()));
    }

    /**
     * What came of it.
     *
     * @param answered how many guesses were answered by whether they are right
     * @param signIns how long those of others took, in ms
     */
    private record Attack(int answered, List<Long> signIns) {}

    private Attack guess(Person eve, List<Person> others, Duration duration) throws Exception {
        var ended = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(GUESSERS)) {
            List<Future<Integer>> guesses = IntStream.range(0, GUESSERS).mapToObj(thread -> threads.submit(() -> {
                int answered = 0;
                for (int i = 0; !ended.get(); i++) {
                    int status =
                            eve.api().with("X-Forwarded-For", "10.%d.%d.1".formatted(thread, i % 250)).patch("/api/v1/users/" + eve.id(),
                                    "{\"password\": \"a staple for the battery\", \"current_password\": \"guess\"}").status();
                    answered += status == WRONG ? 1 : 0;
                }
                return answered;
            })).toList();
            List<Long> millis = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; System.nanoTime() - start < duration.toNanos(); i++) {
                long sent = System.nanoTime();
                signIn(from("192.0.5." + i % 250), others.get(i % others.size()).email(), TestAccounts.PASSWORD).is(200);
                millis.add(Duration.ofNanos(System.nanoTime() - sent).toMillis());
                LockSupport.parkNanos(Duration.ofMillis(250 - millis.getLast()).toNanos());
            }
            ended.set(true);
            int answered = 0;
            for (Future<Integer> guess : guesses) {
                answered += guess.get();
            }
            return new Attack(answered, millis);
        }
    }

    private ApiClient from(String address) {
        return api.with("X-Forwarded-For", address);
    }

    private static ApiResponse signIn(ApiClient client, String email, String password) {
        return client.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
    }

    /** The same text for Unicode's NFKC, and another for toLowerCase. */
    private static String fullWidth(String email) {
        int at = email.indexOf('@');
        return email.chars().limit(at).map(c -> c == '-' ? c : c + 0xFEE0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append) + email.substring(at);
    }
}
