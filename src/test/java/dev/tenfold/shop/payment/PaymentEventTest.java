package dev.tenfold.shop.payment;

import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderService;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestPayments;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Events of the payment provider: who may send them, what they change, and what a repetition gets. */
@TenfoldTest
class PaymentEventTest {

    private static final String OTHER_SECRET = "whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final ApiClient api;
    private final ApiClient admin;
    private final ApiClient buyer;
    private final JdbcClient jdbc;
    private final PaymentEventPurge purge;
    private final OrderService orders;
    private final Transactions transactions;
    private final MeterRegistry metrics;
    private final String order;

    PaymentEventTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired PaymentEventPurge purge,
            @Autowired OrderService orders, @Autowired Transactions transactions, @Autowired MeterRegistry metrics) {
        this.api = new ApiClient(port);
        var people = new TestAccounts(api);
        this.admin = people.admin();
        this.buyer = people.newUser().api();
        this.jdbc = jdbc;
        this.purge = purge;
        this.orders = orders;
        this.transactions = transactions;
        this.metrics = metrics;
        this.order = order();
    }

    @Test
    void anOwnerCannotPay() {
        buyer.post("/api/v1/orders/" + order + "/pay", "{\"payment_reference\": \"anything\"}").isProblem(403, "forbidden");
        assertThat(status()).isEqualTo("pending");
    }

    @Test
    void aSignedEventWithTheExactTotalMarksTheOrderAsPaid() {
        assertThat(send(newId(), event("pi_1", 1999, "succeeded")).is(204).body()).isEmpty();
        assertThat(status()).isEqualTo("paid");
        assertThat(jdbc.sql("SELECT payment_reference FROM orders WHERE id = :id::uuid").param("id", order).query(String.class).single())
                .isEqualTo("pi_1");
        assertThat(jdbc.sql("SELECT count(*) FROM outbox WHERE aggregate_id = :id::uuid AND type = 'order.paid'").param("id", order)
                .query(Integer.class).single()).isOne();
        assertThat(admin.get("/api/v1/audit-events?subject_id=" + order).json().path("data").get(0).path("kind").asString())
                .isEqualTo("payment_event");
    }

    @Test
    void aPaymentThatIsRolledBackDoesNotCount() {
        Counter paid = metrics.counter("tenfold.orders", "to", "paid", "outcome", "done");
        double before = paid.count();
        var id = new OrderId(UUID.fromString(order));
        assertThatThrownBy(() -> transactions.run(() -> {
            orders.confirmPayment(id, orders.find(id).orElseThrow().total(), "pi_1");
            throw new IllegalStateException("as if it was chosen to end a deadlock");
        })).isInstanceOf(IllegalStateException.class);
        assertThat(status()).isEqualTo("pending");
        assertThat(paid.count()).isEqualTo(before);
        send(newId(), event("pi_1", 1999, "succeeded")).is(204);
        assertThat(paid.count()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource({"1998,USD", "2000,USD", "1999,EUR", "0,USD", "9223372036854775807,USD"})
    void anotherAmountIsRefusedAndTheOrderStaysUnpaid(long amount, String currency) {
        String event = event("pi_1", amount, "succeeded").replace("USD", currency);
        ApiResponse refused = send(newId(), event).isProblem(422, "invalid");
        assertThat(refused.json().path("errors").get(0).path("code").asString()).isEqualTo("amount_differs");
        assertThat(status()).isEqualTo("pending");
    }

    @Test
    void anEventThatComesAgainGetsTheFirstAnswerAgain() {
        String id = newId();
        String event = event("pi_1", 5, "succeeded");
        ApiResponse first = send(id, event).isProblem(422, "invalid");
        assertThat(send(id, event).is(422).body()).isEqualTo(first.body());
        send(id, event("pi_1", 1999, "succeeded")).isProblem(422, "idempotency_key_reused");
        assertThat(status()).isEqualTo("pending");
        String paid = newId();
        IntStream.range(0, 3).forEach(_ -> send(paid, event("pi_1", 1999, "succeeded")).is(204));
        assertThat(status()).isEqualTo("paid");
    }

    @Test
    void ofTwentyEqualEventsOnePaysAndAllGetItsAnswer() {
        String id = newId();
        List<ApiResponse> replies = Concurrently.run(20, _ -> send(id, event("pi_1", 1999, "succeeded")));
        assertThat(replies).allSatisfy(reply -> reply.is(204));
        assertThat(jdbc.sql("SELECT version FROM orders WHERE id = :id::uuid").param("id", order).query(Integer.class).single())
                .isEqualTo(2);
    }

    @Test
    void twentyEventsOfOnePaymentAtTheSameTimeAreAllDone() {
        assertThat(Concurrently.run(20, _ -> send(newId(), event("pi_1", 1999, "succeeded")))).allSatisfy(reply -> reply.is(204));
        assertThat(jdbc.sql("SELECT version FROM orders WHERE id = :id::uuid").param("id", order).query(Integer.class).single())
                .isEqualTo(2);
    }

    @Test
    void theSamePaymentInAnotherEventIsDoneAndAnotherPaymentIsAConflict() {
        send(newId(), event("pi_1", 1999, "succeeded")).is(204);
        admin.post("/api/v1/orders/" + order + "/ship", "").is(200);
        send(newId(), event("pi_1", 1999, "succeeded")).is(204);
        send(newId(), event("pi_2", 1999, "succeeded")).isProblem(409, "illegal_transition");
        assertThat(status()).isEqualTo("shipped");
    }

    @Test
    void aPaymentForACancelledOrderIsRefused() {
        buyer.post("/api/v1/orders/" + order + "/cancel", "").is(200);
        send(newId(), event("pi_1", 1999, "succeeded")).isProblem(409, "illegal_transition");
        assertThat(status()).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @CsvSource({"pending", "failed"})
    void otherStatusesChangeNothing(String status) {
        send(newId(), event("pi_1", 1999, status)).is(204);
        assertThat(status()).isEqualTo("pending");
    }

    @Test
    void anUnknownOrderIsNotFound() {
        send(newId(), event("pi_1", 1999, "succeeded").replace(order, UUID.randomUUID().toString())).isProblem(404, "not_found");
    }

    @Test
    void anEventWithoutAValidSignatureIsRefused() {
        String event = event("pi_1", 1999, "succeeded");
        String id = newId();
        String now = seconds(Duration.ZERO);
        String right = TestPayments.sign(TestPayments.SECRET, id, now, event);
        for (String wrong : List.of("", " ", "v1,", "v1,AAAA", TestPayments.sign(OTHER_SECRET, id, now, event), right.replace("v1,", "v2,"),
                right.substring(0, right.length() - 1), TestPayments.sign(TestPayments.SECRET, id, now, event + " "))) {
            send(id, now, wrong, event).isProblem(401, "invalid_signature");
        }
        send(newId(), now, right, event).isProblem(401, "invalid_signature");
        send(id, seconds(Duration.ofSeconds(1)), right, event).isProblem(401, "invalid_signature");
        api.with("webhook-id", id).with("webhook-timestamp", now).post(TestPayments.EVENTS, event).isProblem(401, "invalid_signature");
        api.post(TestPayments.EVENTS, event).isProblem(401, "invalid_signature");
        assertThat(status()).isEqualTo("pending");
        send(id, now, TestPayments.sign(OTHER_SECRET, id, now, event) + " " + right, event).is(204);
    }

    @ParameterizedTest
    @CsvSource({"-301,401", "-290,204", "290,204", "310,401"})
    void theTimeOfAnEventMayDifferByFiveMinutes(int offset, int status) {
        String event = event("pi_1", 1999, "pending");
        String id = newId();
        String time = seconds(Duration.ofSeconds(offset));
        send(id, time, TestPayments.sign(TestPayments.SECRET, id, time, event), event).is(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"{}|422|invalid", "[]|400|wrong_type", "null|400|wrong_type", "{|400|malformed_json",
                "{\"extra\": 1}|400|unknown_member", "{\"amount\": {\"amount\": -1, \"currency\": \"QQQ\"}}|422|invalid",
                "{\"status\": \"refunded\"}|400|wrong_type"})
    void anInvalidBodyIsRefused(String body, int status, String code) {
        send(newId(), body).isProblem(status, code);
    }

    @Test
    void withoutASecretNoEventIsAccepted() {
        var verifier = new EventVerifier(new PaymentProperties(null, null, Duration.ofDays(1), Duration.ofMinutes(1)), Clock.systemUTC());
        assertThatThrownBy(() -> verifier.verify(new SignedEvent("id", seconds(Duration.ZERO), "v1,", new byte[0])))
                .isInstanceOf(Forbidden.class).hasMessageContaining("TENFOLD_PAYMENT_SECRET is not set");
    }

    @Test
    void theProviderMayChangeToANewSecret() {
        var verifier = new EventVerifier(new PaymentProperties(TestPayments.SECRET, OTHER_SECRET, Duration.ofDays(1),
                Duration.ofMinutes(1)), Clock.systemUTC());
        String now = seconds(Duration.ZERO);
        for (String secret : List.of(TestPayments.SECRET, OTHER_SECRET)) {
            var event = new SignedEvent("one", now, TestPayments.sign(secret, "one", now, "{}"), "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(verifier.verify(event)).isEqualTo("one");
        }
    }

    @Test
    void oldAnswersAreDeleted() {
        String id = newId();
        send(id, event("pi_1", 1999, "pending")).is(204);
        purge.purge();
        assertThat(isKnown(id)).isTrue();
        jdbc.sql("UPDATE payment_events SET received_at = received_at - interval '91 days' WHERE id = :id").param("id", id).update();
        purge.purge();
        assertThat(isKnown(id)).isFalse();
    }

    private boolean isKnown(String id) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM payment_events WHERE id = :id)").param("id", id).query(Boolean.class).single();
    }

    private ApiResponse send(String id, String event) {
        String now = seconds(Duration.ZERO);
        return send(id, now, TestPayments.sign(TestPayments.SECRET, id, now, event), event);
    }

    private ApiResponse send(String id, String time, String signature, String event) {
        return api.with("webhook-id", id).with("webhook-timestamp", time).with("webhook-signature", signature).post(TestPayments.EVENTS,
                event);
    }

    private String event(String reference, long amount, String status) {
        return "{\"order_id\": \"%s\", \"amount\": {\"amount\": %d, \"currency\": \"USD\"}, \"reference\": \"%s\", \"status\": \"%s\"}"
                .formatted(order, amount, reference, status);
    }

    private String order() {
        String product = new TestProducts(admin).product(5);
        return buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).json().path("id").asString();
    }

    private String status() {
        return buyer.get("/api/v1/orders/" + order).is(200).json().path("status").asString();
    }

    private static String newId() {
        return "msg_" + UUID.randomUUID();
    }

    private static String seconds(Duration offset) {
        return Long.toString(Instant.now().plus(offset).getEpochSecond());
    }
}
