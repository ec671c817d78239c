package dev.tenfold.limit;

import dev.tenfold.client.Api;
import dev.tenfold.client.Goods;
import dev.tenfold.client.People;
import dev.tenfold.client.Reply;
import dev.tenfold.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Limits over HTTP. Each test asks from addresses of its own, which the trusted loopback vouches for. */
@TenfoldTest(properties = {"tenfold.limit.enabled=true", "tenfold.request.trusted-proxies=127.0.0.0/8",
    "tenfold.limit.policies.anonymous.capacity=20", "tenfold.limit.policies.anonymous.period=1h",
    "tenfold.limit.policies.signin.period=1h", "tenfold.limit.policies.account.period=1h",
    "tenfold.limit.patience=5s"})
class LimitTest {

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String LIST = "/api/v1/products?limit=1";
    private static final int ANONYMOUS = 20;
    private static final int SIGN_INS = 10;
    private static final int FAILURES = 5;
    private static final int SIGN_UPS = 5;

    private final Api api;
    private final MeterRegistry metrics;

    LimitTest(@LocalServerPort int port, @Autowired MeterRegistry metrics) {
        this.api = new Api(port);
        this.metrics = metrics;
    }

    @Test
    void everyAnswerSaysWhatIsLeftAlsoFromTheDoorAndA304() {
        String path = "/api/v1/products/" + new Goods(new People(fromNewAddress()).admin()).product(1);
        Api ada = fromNewAddress();
        Reply first = ada.get(path).is(200);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"anonymous\";q=20;w=3600");
        assertThat(left(first)).isEqualTo(ANONYMOUS - 1);
        Reply second = ada.get(path).is(200);
        assertThat(second.header("Age")).as("from the door").isNotNull();
        assertThat(left(second)).isEqualTo(ANONYMOUS - 2);
        Reply third = ada.with("If-None-Match", String.valueOf(second.header("ETag"))).get(path).is(304);
        assertThat(left(third)).isEqualTo(ANONYMOUS - 3);
        assertThat(left(fromNewAddress().get(path).is(200))).as("another's").isEqualTo(ANONYMOUS - 1);
    }

    @Test
    void whatIsOverTheLimitIsRefusedAndToldWhenToComeBack() {
        Api ada = fromNewAddress();
        exhaust(ada);
        Reply refused = ada.get(LIST).isProblem(429, "rate_limited");
        assertThat(Integer.parseInt(String.valueOf(refused.header("Retry-After")))).isBetween(1, 3780);
        assertThat(refused.header("RateLimit")).startsWith("\"anonymous\";r=0;t=");
        fromNewAddress().get(LIST).is(200);
    }

    @Test
    void aHundredSpoofedAddressesShareOneBucket() {
        String address = address();
        int passed = 0;
        for (int i = 0; i < 100; i++) {
            passed += api.with("X-Forwarded-For", "203.0.113." + i + ", " + address).with("X-Real-IP", "203.0.113." + i)
                    .with("Forwarded", "for=203.0.113." + i).get(LIST).status() == 200 ? 1 : 0;
        }
        assertThat(passed).isEqualTo(ANONYMOUS);
    }

    @Test
    void anAddressKnownToBeEmptyIsRefusedWithoutAskingRedisAndAnyOtherRequestAsksOnceAtMost() {
        Api ada = fromNewAddress();
        double start = roundTrips();
        exhaust(ada);
        assertThat(roundTrips() - start).isBetween(1.0, ANONYMOUS + 1.0);
        double before = roundTrips();
        for (int i = 0; i < 50; i++) {
            ada.get(LIST).is(429);
        }
        assertThat(roundTrips()).isEqualTo(before);
    }

    @Test
    void whoIsSignedInCountsForThemselvesAndNotForTheirAddress() {
        var ada = new People(fromNewAddress()).newUser();
        String address = address();
        exhaust(api.with("X-Forwarded-For", address));
        Reply me = ada.api().with("X-Forwarded-For", address).get("/api/v1/users/me").is(200);
        assertThat(me.header("RateLimit-Policy")).isEqualTo("\"user\";q=1200;w=60");
        assertThat(left(me)).isLessThan(1200);
    }

    @Test
    void refusedTokensCountForTheirAddressUntilNoneIsLookedAtThere() {
        var ada = new People(fromNewAddress()).newUser();
        String address = address();
        Api forger = api.with("X-Forwarded-For", address).as("forged");
        for (int i = 0; i < ANONYMOUS; i++) {
            forger.get("/api/v1/users/me").is(401);
        }
        forger.get("/api/v1/users/me").isProblem(429, "rate_limited");
        api.with("X-Forwarded-For", address).get(LIST).is(200);
        ada.api().get("/api/v1/users/me").is(200);
    }

    @Test
    void aTokenOfOnesOwnBuysNoMoreSignIns() {
        var ada = new People(fromNewAddress()).newUser();
        Api guesser = ada.api().with("X-Forwarded-For", address());
        for (int i = 0; i < SIGN_INS; i++) {
            signIn(guesser, UUID.randomUUID() + "@tenfold.test", "wrong").is(401);
        }
        signIn(guesser, ada.email(), People.PASSWORD).isProblem(429, "rate_limited");
        signIn(guesser, ada.email(), People.PASSWORD).isProblem(429, "rate_limited");
    }

    @Test
    void guessesAtAnAccountAreLimitedAndItsOwnerIsNotLockedOut() {
        var ada = new People(fromNewAddress()).newUser();
        Api guesser = fromNewAddress();
        for (int i = 0; i < FAILURES; i++) {
            signIn(guesser, ada.email(), "wrong").is(401);
        }
        Reply refused = signIn(guesser, ada.email().toUpperCase(Locale.ROOT), People.PASSWORD).isProblem(429, "rate_limited");
        assertThat(refused.json().path("detail").asString()).contains("account");
        Api owner = fromNewAddress();
        signIn(owner, ada.email(), People.PASSWORD).is(200);
        signIn(owner, ada.email(), "mistyped").is(401);
        signIn(owner, ada.email(), People.PASSWORD).isProblem(429, "rate_limited");
    }

    @Test
    void signInsThatSucceedDoNotCountForTheAccount() {
        var ada = new People(fromNewAddress()).newUser();
        Api home = fromNewAddress();
        for (int i = 0; i <= FAILURES; i++) {
            signIn(home, ada.email(), People.PASSWORD).is(200);
        }
        signIn(home, ada.email(), "mistyped").is(401);
        signIn(home, ada.email(), People.PASSWORD).is(200);
    }

    @Test
    void adminsAreExemptWhereThePolicySaysSo() {
        Api admin = new People(fromNewAddress()).admin();
        Api anybody = fromNewAddress();
        for (int i = 0; i < SIGN_UPS; i++) {
            signUp(admin).is(201);
            signUp(anybody).is(201);
        }
        signUp(admin).is(201);
        signUp(anybody).isProblem(429, "rate_limited");
    }

    private static void exhaust(Api client) {
        for (int i = 0; i < ANONYMOUS; i++) {
            client.get(LIST).is(200);
        }
        client.get(LIST).is(429);
    }

    private double roundTrips() {
        return metrics.get("tenfold.limit.round.trips").counter().count();
    }

    private static int left(Reply reply) {
        return Integer.parseInt(String.valueOf(reply.header("RateLimit")).replaceAll(".*;r=(\\d+);.*", "$1"));
    }

    private static Reply signUp(Api client) {
        return client.post("/api/v1/users", "{\"name\": \"Ada\", \"email\": \"%s@tenfold.test\", \"password\": \"%s\"}"
                .formatted(UUID.randomUUID(), People.PASSWORD));
    }

    private static Reply signIn(Api client, String email, String password) {
        return client.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
    }

    private Api fromNewAddress() {
        return api.with("X-Forwarded-For", address());
    }

    /** One that no other test, nor an earlier run on the same Redis, has used. */
    private static String address() {
        UUID run = UUID.randomUUID();
        return "2001:db8:%x:%x::%x".formatted(run.getMostSignificantBits() & 0xFFFF, run.getLeastSignificantBits() & 0xFFFF,
                NEXT.incrementAndGet());
    }
}
