package dev.tenfold.traffic.ratelimit;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Limits over HTTP. Each test asks from addresses of its own, which the trusted loopback vouches for. */
@TenfoldTest(properties = {"tenfold.ratelimit.enabled=true", "tenfold.request.trusted-proxies=127.0.0.0/8",
    "tenfold.ratelimit.policies.anonymous.capacity=40", "tenfold.ratelimit.policies.anonymous.refill-period=1h",
    "tenfold.ratelimit.policies.signin.refill-period=1h", "tenfold.ratelimit.policies.account.refill-period=1h",
    "tenfold.ratelimit.policies.together.paths=/api/*/auth/token", "tenfold.ratelimit.policies.together.counts=everybody",
    "tenfold.ratelimit.policies.together.capacity=1000000", "tenfold.ratelimit.policies.together.refill-period=1m",
    "tenfold.ratelimit.policies.second.paths=/api/*/auth/token", "tenfold.ratelimit.policies.second.version=2",
    "tenfold.ratelimit.policies.second.counts=everybody", "tenfold.ratelimit.policies.second.capacity=1000000",
    "tenfold.ratelimit.policies.second.refill-period=1m",
    "tenfold.ratelimit.policies.guesses.paths=/api/*/auth/token", "tenfold.ratelimit.policies.guesses.version=2",
    "tenfold.ratelimit.policies.guesses.counts=account", "tenfold.ratelimit.policies.guesses.capacity=1000000",
    "tenfold.ratelimit.policies.guesses.refill-period=1m", "tenfold.ratelimit.timeout=5s"})
class RateLimitTest {

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String LIST = "/api/v1/products?limit=1";
    private static final int ANONYMOUS = 40;
    private static final int SIGN_INS = 5;
    private static final int FAILURES = 3;
    private static final int SIGN_UPS = 5;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final ApiClient api;
    private final MeterRegistry metrics;

    RateLimitTest(@LocalServerPort int port, @Autowired MeterRegistry metrics) {
        this.port = port;
        this.api = new ApiClient(port);
        this.metrics = metrics;
    }

    @Test
    void everyResponseHasRateLimitHeadersCachedOnesAnd304Too() {
        String path = "/api/v1/products/" + new TestProducts(new TestAccounts(fromNewAddress()).admin()).product(1);
        ApiClient ada = fromNewAddress();
        ApiResponse first = ada.get(path).is(200);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"anonymous\";q=40;w=3600");
        assertThat(left(first)).isEqualTo(ANONYMOUS - 1);
        ApiResponse second = ada.get(path).is(200);
        assertThat(second.header("Age")).as("from the door").isNotNull();
        assertThat(left(second)).isEqualTo(ANONYMOUS - 2);
        ApiResponse third = ada.with("If-None-Match", String.valueOf(second.header("ETag"))).get(path).is(304);
        assertThat(left(third)).isEqualTo(ANONYMOUS - 3);
        assertThat(left(fromNewAddress().get(path).is(200))).as("another's").isEqualTo(ANONYMOUS - 1);
    }

    @Test
    void aRequestOverTheLimitIsRefusedWithRetryAfter() {
        ApiClient ada = fromNewAddress();
        exhaust(ada);
        ApiResponse refused = ada.get(LIST).isProblem(429, "rate_limited");
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
    void anAddressWithAnEmptyBucketIsRefusedWithoutAskingRedis() {
        ApiClient ada = fromNewAddress();
        double start = exchanges();
        exhaust(ada);
        assertThat(exchanges() - start).isBetween(1.0, ANONYMOUS + 1.0);
        double before = exchanges();
        for (int i = 0; i < 50; i++) {
            ada.get(LIST).is(429);
        }
        assertThat(exchanges()).isEqualTo(before);
    }

    @Test
    void aSignedInUserCountsForTheUserAndNotForTheAddress() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        String address = address();
        exhaust(api.with("X-Forwarded-For", address));
        ApiResponse me = ada.api().with("X-Forwarded-For", address).get("/api/v1/users/me").is(200);
        assertThat(me.header("RateLimit-Policy")).isEqualTo("\"user\";q=1200;w=60");
        assertThat(left(me)).isLessThan(1200);
    }

    @Test
    void refusedTokensCountForTheirAddressUntilItsTokensAreNoLongerVerified() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        String address = address();
        ApiClient forger = api.with("X-Forwarded-For", address).as("forged");
        for (int i = 0; i < ANONYMOUS; i++) {
            forger.get("/api/v1/users/me").is(401);
        }
        forger.get("/api/v1/users/me").isProblem(429, "rate_limited");
        api.with("X-Forwarded-For", address).get(LIST).is(200);
        ada.api().get("/api/v1/users/me").is(200);
    }

    @Test
    void requestsOfPublicPostRoutesCountForTheirAddressWhateverTheirAuthorizationIs() {
        String address = address();
        ApiClient forger = api.with("X-Forwarded-For", address).as("forged");
        ApiResponse first = forger.post("/api/v1/auth/refresh", "{\"refresh_token\": \"x\"}").isProblem(401, "invalid_refresh_token");
        assertThat(first.header("RateLimit-Policy")).contains("\"anonymous\"");
        assertThat(left(first)).isEqualTo(ANONYMOUS - 1);
        assertThat(left(api.with("X-Forwarded-For", address).get(LIST).is(200))).isEqualTo(ANONYMOUS - 2);
    }

    @Test
    void signInsWithATokenCountForTheAddressToo() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        ApiClient guesser = ada.api().with("X-Forwarded-For", address());
        for (int i = 0; i < SIGN_INS; i++) {
            signIn(guesser, UUID.randomUUID() + "@tenfold.test", "wrong").is(401);
        }
        signIn(guesser, ada.email(), TestAccounts.PASSWORD).isProblem(429, "rate_limited");
        signIn(guesser, ada.email(), TestAccounts.PASSWORD).isProblem(429, "rate_limited");
    }

    @Test
    void guessesAtAnAccountAreLimitedAndDoNotLockOutItsOwner() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        ApiClient guesser = fromNewAddress();
        for (int i = 0; i < FAILURES; i++) {
            signIn(guesser, ada.email(), "wrong").is(401);
        }
        ApiResponse refused = signIn(guesser, ada.email().toUpperCase(Locale.ROOT), TestAccounts.PASSWORD).isProblem(429, "rate_limited");
        assertThat(refused.json().path("detail").asString()).contains("account");
        assertThat(refused.header("RateLimit")).startsWith("\"account\";r=0;t=");
        assertThat(refused.header("RateLimit-Policy")).startsWith("\"account\";q=3;w=").contains("\"signin\"");
        ApiClient owner = fromNewAddress();
        signIn(owner, ada.email(), TestAccounts.PASSWORD).is(200);
        signIn(owner, ada.email(), "mistyped").is(401);
        signIn(owner, ada.email(), TestAccounts.PASSWORD).isProblem(429, "rate_limited");
    }

    @Test
    void aRefusedGuessThatIsRepeatedAsksRedisForItsAddressOnly() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        ApiClient guesser = fromNewAddress();
        for (int i = 0; i < FAILURES; i++) {
            signIn(guesser, ada.email(), "wrong").is(401);
        }
        signIn(guesser, ada.email(), "wrong").isProblem(429, "rate_limited");
        double before = exchanges();
        signIn(guesser, ada.email(), "wrong").isProblem(429, "rate_limited");
        assertThat(exchanges() - before).as("for the policy signin").isEqualTo(1);
    }

    @Test
    void signInsThatSucceedDoNotCountForTheAccount() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        ApiClient home = fromNewAddress();
        for (int i = 0; i <= FAILURES; i++) {
            signIn(home, ada.email(), TestAccounts.PASSWORD).is(200);
        }
        ApiClient office = fromNewAddress();
        signIn(office, ada.email(), "mistyped").is(401);
        signIn(office, ada.email(), TestAccounts.PASSWORD).is(200);
    }

    @Test
    void signUpsCountForTheirAddressAlsoWithTheTokenOfAnAdmin() {
        ApiClient admin = new TestAccounts(fromNewAddress()).admin();
        ApiClient anybody = fromNewAddress();
        for (int i = 0; i < SIGN_UPS; i++) {
            signUp(admin).is(201);
            signUp(anybody).is(201);
        }
        signUp(admin).isProblem(429, "rate_limited");
        signUp(anybody).isProblem(429, "rate_limited");
    }

    @Test
    void everySpellingOfAnAccountIsTheSameAccount() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        List<String> spellings = List.of(ada.email(), ada.email().toUpperCase(Locale.ROOT), fullWidth(ada.email()),
                fullWidth(ada.email().toUpperCase(Locale.ROOT)));
        int answered = 0;
        for (int i = 0; i < 3 * spellings.size(); i++) {
            answered += signIn(fromNewAddress(), spellings.get(i % spellings.size()), "wrong").status() == 429 ? 0 : 1;
        }
        assertThat(answered).as("the account's own, and one of a network that has not failed").isEqualTo(FAILURES + 1);
    }

    @Test
    void theOwnerCanSignInFromAKnownAddressWhileOthersGuess() {
        ApiClient home = fromNewAddress();
        var ada = new TestAccounts(home).newUser();
        for (int i = 0; i < 2 * FAILURES; i++) {
            signIn(fromNewAddress(), ada.email(), "wrong");
        }
        signIn(fromNewAddress(), ada.email(), TestAccounts.PASSWORD).isProblem(429, "rate_limited");
        signIn(home, ada.email(), TestAccounts.PASSWORD).is(200);
        signIn(home, ada.email(), TestAccounts.PASSWORD).is(200);
    }

    @Test
    void allAddressesOfANetworkShareItsFailedGuesses() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        String network = "10." + ThreadLocalRandom.current().nextInt(250) + "." + ThreadLocalRandom.current().nextInt(250) + ".";
        for (int i = 1; i <= 2 * FAILURES; i++) {
            signIn(api.with("X-Forwarded-For", network + i), ada.email(), "wrong").is(i <= FAILURES ? 401 : 429);
        }
        signIn(fromNewAddress(), ada.email(), TestAccounts.PASSWORD).is(200);
    }

    @Test
    void aWrongCurrentPasswordIsAGuessAtTheAccount() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        for (int i = 0; i < FAILURES; i++) {
            changePassword(ada, "wrong").isProblem(422, "invalid");
        }
        ApiResponse refused = changePassword(ada, TestAccounts.PASSWORD).isProblem(429, "rate_limited");
        assertThat(refused.json().path("detail").asString()).contains("account");
        assertThat(refused.header("RateLimit")).startsWith("\"account\";r=0;t=");
        assertThat(refused.header("Retry-After")).isNotNull();
    }

    @Test
    void aPasswordChangeIsASignInOfItsAddress() {
        var people = new TestAccounts(fromNewAddress());
        var ada = people.newUser();
        var bob = people.newUser();
        changePassword(ada, "wrong").is(422);
        changePassword(ada, "wrong").is(422);
        changePassword(bob, "wrong").is(422);
        ApiResponse refused = changePassword(bob, TestAccounts.PASSWORD).isProblem(429, "rate_limited");
        assertThat(refused.json().path("detail").asString()).contains("signin");
        assertThat(refused.header("RateLimit")).startsWith("\"signin\";r=0;t=");
    }

    @Test
    void aPasswordChangeCountsForAPolicyOfAllSignInsTogether() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        double before = together();
        changePassword(ada, "wrong").is(422);
        assertThat(together() - before).isEqualTo(1);
    }

    @Test
    void signInsOfBothVersionsCountTogether() {
        ApiClient eve = fromNewAddress();
        for (int i = 0; i < SIGN_INS; i++) {
            signIn(eve, i % 2 + 1, UUID.randomUUID() + "@tenfold.test", "wrong").is(401);
        }
        for (int version : List.of(1, 2)) {
            ApiResponse refused = signIn(eve, version, UUID.randomUUID() + "@tenfold.test", "wrong").isProblem(429, "rate_limited");
            assertThat(refused.header("RateLimit")).startsWith("\"signin\";r=0;t=");
        }
    }

    @Test
    void guessesAtAnAccountCountTogetherInBothVersions() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        ApiClient guesser = fromNewAddress();
        for (int i = 0; i < FAILURES; i++) {
            signIn(guesser, i % 2 + 1, ada.email(), "wrong").is(401);
        }
        for (int version : List.of(1, 2)) {
            ApiResponse refused = signIn(guesser, version, ada.email(), "wrong").isProblem(429, "rate_limited");
            assertThat(refused.header("RateLimit")).startsWith("\"account\";r=0;t=");
        }
    }

    @Test
    void aPolicyOfVersion2CountsOnlyVersion2() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        for (String policy : List.of("second", "guesses")) {
            ApiClient somebody = fromNewAddress();
            double start = allowed(policy);
            signIn(somebody, 1, UUID.randomUUID() + "@tenfold.test", "wrong").is(401);
            assertThat(allowed(policy) - start).as("%s after a sign-in by version 1", policy).isZero();
            signIn(somebody, 2, UUID.randomUUID() + "@tenfold.test", "wrong").is(401);
            assertThat(allowed(policy) - start).as("%s after a sign-in by version 2", policy).isEqualTo(1);
        }
        double start = allowed("second");
        changePassword(ada, 1, "wrong").is(422);
        assertThat(allowed("second") - start).as("after a change of a password by version 1").isZero();
        changePassword(ada, 2, "wrong").is(422);
        assertThat(allowed("second") - start).as("after a change of a password by version 2").isEqualTo(1);
    }

    private double together() {
        return allowed("together");
    }

    private double allowed(String policy) {
        return metrics.get("tenfold.ratelimit.requests").tags("policy", policy, "outcome", "allowed").counter().count();
    }

    @Test
    void aNameChangeIsNoSignIn() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        for (int i = 0; i <= SIGN_INS; i++) {
            ada.api().patch("/api/v1/users/" + ada.id(), "{\"name\": \"Ada %d\"}".formatted(i)).is(200);
        }
    }

    @Test
    void profileChangesRevealTakenEmailsNoMoreOftenThanSignUps() {
        var bob = new TestAccounts(fromNewAddress()).newUser();
        var ada = new TestAccounts(fromNewAddress()).newUser();
        for (int i = 1; i < SIGN_UPS; i++) {
            changeEmail(ada.api(), ada.id(), bob.email()).isProblem(409, "email_taken");
        }
        ApiResponse refused = changeEmail(ada.api(), ada.id(), bob.email()).isProblem(429, "rate_limited");
        assertThat(refused.json().path("detail").asString()).contains("signup");
        assertThat(refused.header("RateLimit")).startsWith("\"signup\";r=0;t=");
        changeEmail(ada.api(), ada.id(), ada.email().toUpperCase(Locale.ROOT)).is(200);
    }

    @Test
    void aChangeOfTheEmailCountsAsASignIn() {
        var ada = new TestAccounts(fromNewAddress()).newUser(); // signs in once
        for (int i = 1; i < SIGN_INS; i++) {
            ada.api().with("X-Forwarded-For", address()).impatient().patch("/api/v1/users/" + ada.id(), wrongPassword());
        }
        ApiResponse refused = ada.api().with("X-Forwarded-For", address()).impatient().patch("/api/v1/users/" + ada.id(), wrongPassword())
                .isProblem(429, "rate_limited");
        assertThat(refused.json().path("detail").asString()).contains("account");
    }

    private static String wrongPassword() {
        return "{\"email\": \"%s@tenfold.test\", \"current_password\": \"not the one\"}".formatted(UUID.randomUUID());
    }

    @Test
    void aUserRequestsFiveVerificationsAnHourFromAllAddressesTogether() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        for (int i = 0; i < 5; i++) {
            ada.api().with("X-Forwarded-For", address()).post("/api/v1/users/me/email-verification", "").is(202);
        }
        ApiResponse refused = ada.api().with("X-Forwarded-For", address()).impatient().post("/api/v1/users/me/email-verification", "")
                .isProblem(429, "rate_limited");
        assertThat(refused.json().path("detail").asString()).contains("verification");
        ApiResponse changed =
                changeEmail(ada.api().with("X-Forwarded-For", address()).impatient(), ada.id(), UUID.randomUUID() + "@tenfold.test");
        assertThat(changed.isProblem(429, "rate_limited").json().path("detail").asString()).contains("verification");
    }

    @Test
    void anAddressRequestsTenMailsAnHourForAllAccountsTogether() {
        ApiClient eve = fromNewAddress().impatient();
        for (int i = 0; i < 10; i++) {
            eve.post("/api/v1/auth/password-reset", "{\"email\": \"%s@tenfold.test\"}".formatted(UUID.randomUUID())).is(202);
        }
        ApiResponse refused = eve.post("/api/v1/auth/password-reset", "{\"email\": \"ada@tenfold.test\"}").isProblem(429, "rate_limited");
        assertThat(refused.json().path("detail").asString()).contains("mails");
    }

    @Test
    void guessesOfResetTokensCountAsSignIns() {
        ApiClient eve = fromNewAddress().impatient();
        String guess = "{\"token\": \"guess\", \"password\": \"a staple for the battery\"}";
        for (int i = 0; i < SIGN_INS; i++) {
            eve.post("/api/v1/auth/password-reset/confirm", guess).isProblem(422, "invalid");
        }
        eve.post("/api/v1/auth/password-reset/confirm", guess).isProblem(429, "rate_limited");
    }

    @Test
    void anAdminMayCorrectAnyNumberOfEmails() {
        var ada = new TestAccounts(fromNewAddress()).newUser();
        ApiClient admin = new TestAccounts(fromNewAddress()).admin();
        for (int i = 0; i <= SIGN_UPS; i++) {
            changeEmail(admin, ada.id(), UUID.randomUUID() + "@tenfold.test").is(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "GET", "POST"})
    void everyMethodCounts(String method) {
        ApiClient ada = fromNewAddress();
        ada.get(LIST).is(200);
        ApiResponse reply = ada.send(method, LIST, "");
        assertThat(left(reply)).isEqualTo(ANONYMOUS - 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/%61uth/token", "/api/v1/auth/%74%6F%6b%65n", "/%61pi/v1/auth/token", "/api/v1/auth/token;a=b",
        "/api/v1;a/auth/token",
        "//api/v1/auth/token", "/api//v1/auth/token", "/api/v1/auth//token", "/api/v1/auth/token/", "/api/v1/./auth/token",
        "/api/v1/orders/../auth/token", "/api/v1/orders/%2e%2e/auth/token", "/api/v1/auth%2Ftoken", "/api/v1/auth/token%20",
        "/API/v1/auth/token",
        "/api/v1/auth/token?", "/api/v1/auth/token?a=/b", "/api/v2/auth/token", "/api/v01/auth/token", "/api/v1.0/auth/token"})
    void anotherSpellingOfThePathAllowsNoMoreSignIns(String path) throws Exception {
        String address = address();
        int answered = 0;
        for (int i = 0; i < 2 * SIGN_INS; i++) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("X-Forwarded-For", address)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers
                            .ofString("{\"email\": \"%s@tenfold.test\", \"password\": \"wrong\"}".formatted(UUID.randomUUID())));
            int status = HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
            assertThat(status).isIn(400, 401, 404, 405, 429);
            answered += status == 401 ? 1 : 0;
        }
        assertThat(answered).isLessThanOrEqualTo(SIGN_INS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "::ffff:%s", "%s:51514", "[::ffff:%s]", "[::ffff:%s]:443", "64:ff9b::%s", "\"[::ffff:%s]:443\""})
    void allSpellingsOfAnAddressAreOneAddress(String spelling) {
        String address = "10.%d.%d.%d".formatted(ThreadLocalRandom.current().nextInt(250), ThreadLocalRandom.current().nextInt(250),
                ThreadLocalRandom.current().nextInt(250));
        api.with("X-Forwarded-For", address).get(LIST).is(200);
        assertThat(left(api.with("X-Forwarded-For", spelling.formatted(address)).get(LIST).is(200))).isEqualTo(ANONYMOUS - 2);
    }

    /**
     * Spring Security's firewall refuses this path before it looks at the token. Such a request is counted after its answer, so a few more
     * may pass while Redis is slow.
     */
    @Test
    void requestsRefusedBeforeTheTokenIsCheckedCountForTheirAddress() throws Exception {
        String address = address();
        for (int i = 0; i < ANONYMOUS; i++) {
            assertThat(forged(address)).isNotEqualTo(429);
        }
        await().untilAsserted(() -> assertThat(forged(address)).isEqualTo(429));
    }

    private int forged(String address) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/products;a=b"))
                .header("X-Forwarded-For", address)
                .header("Authorization", "Bearer forged").build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void requestsWithUnusableCredentialsCountForTheirAddress() {
        ApiClient ada = fromNewAddress().with("Authorization", "Basic YTpi");
        assertThat(left(ada.get(LIST).is(200))).isEqualTo(ANONYMOUS - 1);
        assertThat(left(ada.get(LIST).is(200))).isEqualTo(ANONYMOUS - 2);
    }

    private static ApiResponse changePassword(Person person, String current) {
        return changePassword(person, 1, current);
    }

    private static ApiResponse changePassword(Person person, int version, String current) {
        return person.api().impatient().patch("/api/v%d/users/%s".formatted(version, person.id()),
                "{\"password\": \"a staple for the battery\", \"current_password\": \"%s\"}".formatted(current));
    }

    private static ApiResponse changeEmail(ApiClient client, String id, String email) {
        return client.patch("/api/v1/users/" + id,
                "{\"email\": \"%s\", \"current_password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD));
    }

    /** The same text for Unicode's NFKC, and another for toLowerCase. */
    private static String fullWidth(String email) {
        int at = email.indexOf('@');
        return email.chars().limit(at).map(c -> c == '-' ? c : c + 0xFEE0).collect(StringBuilder::new, StringBuilder::appendCodePoint,
                StringBuilder::append)
                + email.substring(at);
    }

    private static void exhaust(ApiClient client) {
        for (int i = 0; i < ANONYMOUS; i++) {
            client.get(LIST).is(200);
        }
        client.get(LIST).is(429);
    }

    private double exchanges() {
        return metrics.get("tenfold.ratelimit.exchanges").counter().count();
    }

    private static int left(ApiResponse reply) {
        return Integer.parseInt(String.valueOf(reply.header("RateLimit")).replaceAll(".*;r=(\\d+);.*", "$1"));
    }

    private static ApiResponse signUp(ApiClient client) {
        return client.post("/api/v1/users", "{\"name\": \"Ada\", \"email\": \"%s@tenfold.test\", \"password\": \"%s\"}"
                .formatted(UUID.randomUUID(), TestAccounts.PASSWORD));
    }

    private static ApiResponse signIn(ApiClient client, String email, String password) {
        return signIn(client, 1, email, password);
    }

    private static ApiResponse signIn(ApiClient client, int version, String email, String password) {
        return client.post("/api/v" + version + "/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
    }

    private ApiClient fromNewAddress() {
        return api.with("X-Forwarded-For", address());
    }

    /** One that no other test, nor an earlier run on the same Redis, has used. */
    private static String address() {
        UUID run = UUID.randomUUID();
        return "2001:db8:%x:%x::%x".formatted(run.getMostSignificantBits() & 0xFFFF, run.getLeastSignificantBits() & 0xFFFF,
                NEXT.incrementAndGet());
    }
}
