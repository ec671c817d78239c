package dev.tenfold.platform.tracing;

import dev.tenfold.jobs.job.JobQueue;
import dev.tenfold.messaging.outbound.WebhookReceiver;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.platform.tracing.OtlpReceiver.Received;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Traces, as a collector receives them. */
@TenfoldTest(properties = {"management.tracing.sampling.probability=1", "management.opentelemetry.tracing.export.schedule-delay=50ms",
    "tenfold.outbound.allowed=127.0.0.0/8", "tenfold.outbound.plain-http=true", "tenfold.webhook.delivery.poll=50ms"})
@Import(TraceRecordingJob.class)
@ExtendWith(OutputCaptureExtension.class)
class TraceTest {

    private static final OtlpReceiver RECEIVER = new OtlpReceiver();
    private static final Services OWN = SeparateDatabase.create(); // so that no other worker delivers its webhooks
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String CALLER = "00f067aa0ba902b7";

    private final ApiClient api;
    private final TestUsers users;
    private final JobQueue queue;
    private final TraceRecordingJob kind;
    private final Transactions transactions;
    private final ObservationRegistry observations;
    private final Tracer tracer;

    TraceTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired JobQueue queue, @Autowired TraceRecordingJob kind,
            @Autowired Transactions transactions, @Autowired ObservationRegistry observations, @Autowired Tracer tracer) {
        this.api = new ApiClient(port);
        this.users = new TestUsers(jdbc);
        this.queue = queue;
        this.kind = kind;
        this.transactions = transactions;
        this.observations = observations;
        this.tracer = tracer;
    }

    @DynamicPropertySource
    static void endpoint(DynamicPropertyRegistry properties) {
        properties.add(TracingSwitch.ENDPOINT, RECEIVER::endpoint);
        OWN.addTo(properties);
    }

    @Test
    void aRequestWithItsStatementsAndCommandsContinuesTheClientsTrace() {
        String product = new TestProducts(api.as(users.admin().token())).product(1);
        String trace = newTrace();
        api.with("traceparent", "00-%s-%s-01".formatted(trace, CALLER)).get("/api/v1/products/" + product).is(200);

        List<Received> spans = arrived(trace, it -> it.kind() == SpanKind.SPAN_KIND_SERVER);
        Received request = spans.stream().filter(it -> it.kind() == SpanKind.SPAN_KIND_SERVER).findFirst().orElseThrow();
        assertThat(request.parent()).isEqualTo(CALLER);
        assertThat(request.name()).isEqualTo("http get /api/v1/products/{id}");
        assertThat(spans).anyMatch(it -> it.isOf("redis"));
        assertThat(spans).filteredOn(it -> it.isOf("postgresql")).isNotEmpty().allSatisfy(it -> {
            assertThat(it.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
            assertThat(it.name()).isEqualTo("SELECT");
            assertThat(it.attributes().get("db.query.text")).contains("FROM products").doesNotContain(product);
        });
    }

    @Test
    void theTraceOfAnOrderHasEachOfItsStatements() {
        String product = new TestProducts(api.as(users.admin().token())).product(5);
        String trace = newTrace();
        api.as(users.user().token()).newKey().with("traceparent", "00-%s-%s-01".formatted(trace, CALLER))
                .post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
        assertThat(arrived(trace, it -> it.kind() == SpanKind.SPAN_KIND_SERVER)).filteredOn(it -> it.isOf("postgresql"))
                .extracting(Received::name).contains("INSERT", "UPDATE");
    }

    @Test
    void aJobContinuesTheTraceOfTheRequestThatQueuedIt() {
        var owner = new UserId(users.user().id());
        var trace = new AtomicReference<String>();
        Observation.createNotStarted("somebody asks", TraceTest::request, observations).observe(() -> {
            trace.set(String.valueOf(tracer.currentTraceContext().context().traceId()));
            transactions.run(() -> queue.add(kind, new TraceRecordingJob.Payload("a job"), owner));
        });
        List<Received> spans = arrived(trace.get(), it -> it.kind() == SpanKind.SPAN_KIND_CONSUMER);
        Received asked = spans.stream().filter(it -> it.kind() == SpanKind.SPAN_KIND_PRODUCER).findFirst().orElseThrow();
        Received job = spans.stream().filter(it -> it.kind() == SpanKind.SPAN_KIND_CONSUMER).findFirst().orElseThrow();
        assertThat(job.parent()).isEqualTo(asked.id());
        assertThat(spans).filteredOn(it -> it.isOf("postgresql") && it.parent().equals(job.id())).isNotEmpty();
        assertThat(kind.traces).contains(trace.get());
    }

    @Test
    void aWebhookRequestContinuesTheTraceOfTheEvent() {
        ApiClient admin = api.as(users.admin().token());
        String product = new TestProducts(admin).product(5);
        String trace = newTrace();
        try (var receiver = WebhookReceiver.start(WebhookReceiver.status(204))) {
            admin.post("/api/v1/webhooks", "{\"url\": \"" + receiver.url() + "\", \"events\": [\"order.placed\"]}").is(201);
            api.as(users.user().token()).newKey().with("traceparent", "00-%s-%s-01".formatted(trace, CALLER))
                    .post("/api/v1/orders", TestProducts.cart(product, 1)).is(201);
            arrived(trace, it -> it.kind() == SpanKind.SPAN_KIND_SERVER); // may end after the delivery
            List<Received> spans = arrived(trace, it -> it.kind() == SpanKind.SPAN_KIND_CONSUMER);
            Received request = spans.stream().filter(it -> it.kind() == SpanKind.SPAN_KIND_SERVER).findFirst().orElseThrow();
            Received delivery = spans.stream().filter(it -> it.kind() == SpanKind.SPAN_KIND_CONSUMER).findFirst().orElseThrow();
            assertThat(delivery.name()).isEqualTo("deliver order.placed");
            assertThat(delivery.parent()).isEqualTo(request.id());
            assertThat(receiver.received().getFirst().header("traceparent")).isEqualTo("00-%s-%s-01".formatted(trace, delivery.id()));
        }
    }

    @Test
    void problemsAndLogLinesHaveTheTraceId(CapturedOutput output) {
        String trace = newTrace();
        ApiResponse reply = api.with("traceparent", "00-%s-%s-01".formatted(trace, CALLER)).get("/api/v1/orders/" + UUID.randomUUID())
                .isProblem(401, "unauthenticated");
        assertThat(reply.json().path("trace_id").asString()).isEqualTo(trace);
        await().atMost(SOON).until(() -> output.getOut().lines()
                .anyMatch(line -> line.contains("\"logger_name\":\"access\"") && line.contains("\"trace_id\":\"" + trace + "\"")));
    }

    @Test
    void probesAndScheduledTasksAreNotTraced() {
        api.get("/actuator/health/readiness").is(200);
        String trace = newTrace();
        api.with("traceparent", "00-%s-%s-01".formatted(trace, CALLER)).get("/api/v1/products").is(200);
        arrived(trace, it -> it.kind() == SpanKind.SPAN_KIND_SERVER);
        assertThat(RECEIVER.all()).noneMatch(it -> it.name().contains("actuator"));
        assertThat(RECEIVER.all()).filteredOn(it -> it.parent().isEmpty()).extracting(Received::kind)
                .doesNotContain(SpanKind.SPAN_KIND_INTERNAL, SpanKind.SPAN_KIND_CLIENT);
    }

    /** The context of a request without a trace. */
    private static ReceiverContext<Map<String, String>> request() {
        var context = new ReceiverContext<Map<String, String>>(Map::get, Kind.SERVER);
        context.setCarrier(Map.of());
        return context;
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** The spans of a trace, once the span that ends last has arrived. */
    private static List<Received> arrived(String trace, Predicate<Received> last) {
        await().atMost(SOON).until(() -> RECEIVER.of(trace).stream().anyMatch(last));
        return RECEIVER.of(trace);
    }
}
