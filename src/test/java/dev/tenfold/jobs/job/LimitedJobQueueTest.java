package dev.tenfold.jobs.job;

import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.IllegalTransactionStateException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How many unfinished jobs a user can have. No worker runs, so none of them finishes. */
@TenfoldTest(properties = {"tenfold.roles=api", "tenfold.job.max-unfinished=3"})
@DirtiesContext
class LimitedJobQueueTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final String REPORTS = "/api/v1/reports/orders";
    private static final String PERIOD = "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}";

    private final ApiClient admin;
    private final LimitedJobQueue limits;
    private final JobQueue queue;
    private final Transactions transactions;
    private final JdbcClient jdbc;
    private final UserId user;

    LimitedJobQueueTest(@LocalServerPort int port, @Autowired LimitedJobQueue limits, @Autowired JobQueue queue,
            @Autowired Transactions transactions, @Autowired JdbcClient jdbc) {
        this.admin = new TestAccounts(new ApiClient(port)).admin();
        this.limits = limits;
        this.queue = queue;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.user = new UserId(new TestUsers(jdbc).user().id());
    }

    @DynamicPropertySource
    static void own(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @Test
    void aUserCanHaveAFewUnfinishedJobsOfEachKind() {
        IntStream.range(0, 3).forEach(_ -> admin.post(REPORTS, PERIOD).is(202));
        assertThat(admin.post(REPORTS, PERIOD).isProblem(429, "too_many_jobs").header("Retry-After")).isEqualTo("5");
        ApiClient csv = admin.with("Content-Type", "text/csv");
        IntStream.range(0, 3).forEach(_ -> csv.post("/api/v1/products/import", "sku,name\n").is(202));
        csv.post("/api/v1/products/import", "sku,name\n").isProblem(429, "too_many_jobs");
        jdbc.sql(
                "UPDATE jobs SET status = 'failed', finished_at = now() WHERE id = (SELECT id FROM jobs WHERE kind = 'order_report' LIMIT 1)")
                .update();
        admin.post(REPORTS, PERIOD).is(202);
        admin.post(REPORTS, PERIOD).isProblem(429, "too_many_jobs");
    }

    @Test
    void aUserCanHaveAFewUnfinishedInvoices() {
        String product = new TestProducts(admin).product(100);
        ApiClient buyer = new TestAccounts(admin.without("Authorization")).newUser().api();
        List<String> orders = IntStream.range(0, 4).mapToObj(_ -> {
            String order = buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).location();
            admin.post(order + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
            return order;
        }).toList();
        orders.subList(0, 3).forEach(order -> buyer.post(order + "/invoice", "").is(202));
        assertThat(buyer.post(orders.getLast() + "/invoice", "").isProblem(429, "too_many_jobs").header("Retry-After")).isEqualTo("5");
        buyer.post(orders.getFirst() + "/invoice", "").is(202); // the job that there is
        jdbc.sql(
                "UPDATE jobs SET status = 'failed', finished_at = now() WHERE id = (SELECT id FROM jobs WHERE kind = 'invoice' LIMIT 1)")
                .update();
        buyer.post(orders.getLast() + "/invoice", "").is(202);
    }

    @Test
    void requestsAtTheSameTimeCannotExceedTheLimit() {
        List<Boolean> added = Concurrently.run(16, _ -> {
            try {
                transactions.run(() -> {
                    limits.requireCapacity(new Nothing(), user);
                    queue.add(new Nothing(), "x", user);
                });
                return true;
            } catch (Limited tooMany) {
                return false;
            }
        });
        assertThat(added).filteredOn(one -> one).hasSize(3);
    }

    @Test
    void requestsAtTheSameTimeForOneKeyGetOneJob() {
        String key = UUID.randomUUID().toString();
        List<JobId> jobs = Concurrently.run(16, _ -> transactions.run(() -> limits.addOnce(new Nothing(), key, "x", user)));
        assertThat(jobs.stream().distinct()).hasSize(1);
    }

    @Test
    void aJobIsQueuedInATransactionOnly() {
        assertThatThrownBy(() -> limits.requireCapacity(new Nothing(), user)).isInstanceOf(IllegalTransactionStateException.class);
    }

    /** A kind that no worker knows. */
    private static final class Nothing implements JobKind<String> {

        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public Class<String> payload() {
            return String.class;
        }

        @Override
        public void run(String payload, JobRun run) {}
    }
}
