package dev.tenfold.jobs.job;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.tenfold.testing.client.ApiResponse.id;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers are killed in the middle of imports, invoices, reports and mails while orders are placed: each job takes effect exactly once.
 * This process serves the API, two others run the jobs. Two rounds; {@code -Dtenfold.proof=full} runs twenty.
 */
@Proof
@TenfoldTest(properties = {"tenfold.roles=api", "tenfold.job.max-unfinished=1000"})
class JobProofTest {

    private static final Logger log = LoggerFactory.getLogger(JobProofTest.class);
    private static final int ROUNDS = Proof.FULL ? 20 : 2;
    private static final int ROWS = 30_000;
    private static final int INVOICES = 60;
    private static final int STOCK = 3;
    private static final int REPORTS = 24;
    private static final int OLD_ORDERS = 20_000;
    private static final int MAILS = 30;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(20); // between orders

    private final TestAccounts people;
    private final JdbcClient jdbc;
    private final DataSource dataSource;
    private final String product;
    private final MailServerBehindProxy mailServer = new MailServerBehindProxy();
    private final List<String> table = new ArrayList<>();
    private Duration slowest = Duration.ZERO;
    /** Signs in again for each round: a token is valid for 15 minutes, and twenty rounds take longer. */
    private volatile ApiClient admin;
    /** Gets no mails: the mails of the load would be sent before those that a round waits for. */
    private volatile ApiClient buyer;

    JobProofTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired DataSource dataSource) {
        this.people = new TestAccounts(new ApiClient(port));
        this.admin = people.admin();
        this.jdbc = jdbc;
        this.dataSource = dataSource;
        this.buyer = people.newUser().api();
        this.product = new TestProducts(admin).product(1_000_000);
    }

    @Test
    void aJobTakesEffectOnceAlthoughWorkersAreKilled() {
        Map<String, Object> settings = new HashMap<>(mailServer.properties());
        settings.put("tenfold.roles", "worker");
        List<Instance> workers = Stream.generate(() -> Instance.launch(Services.shared(), settings)).limit(2).toList();
        placeOldOrders();
        var goesOn = new AtomicBoolean(true);
        try {
            workers.forEach(Instance::awaitReady);
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                while (goesOn.get()) {
                    order();
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }, Thread::startVirtualThread);
            for (int round = 1; round <= ROUNDS; round++) {
                admin = people.admin();
                buyer = people.newUser().api();
                workers.forEach(Instance::awaitReady);
                killInAnImport(round, workers);
                workers.forEach(Instance::awaitReady);
                killInInvoices(round, workers);
                workers.forEach(Instance::awaitReady);
                killInReports(round, workers);
                workers.forEach(Instance::awaitReady);
                killInMails(round, workers);
            }
            goesOn.set(false);
            load.join(); // throws if an order failed
            log.info(
                    "Killed by SIGKILL, under load:\n| round | in the middle of | picked up after | attempts | effect |\n|---|---|---|---|---|\n{}",
                    String.join("\n", table));
            Results.write("job-kills", JobProofTest.class, Map.of("kills", table.size(), "jobs that took effect twice or never", 0,
                    "seconds until a job was picked up, slowest", slowest.toMillis() / 1e3));
        } finally {
            goesOn.set(false);
            workers.forEach(Instance::close);
            mailServer.close();
        }
    }

    /** Orders of one day in March, for reports that take a while. */
    private void placeOldOrders() {
        jdbc.sql("""
                INSERT INTO orders (id, user_id, status, total_amount, currency, created_at, updated_at)
                SELECT uuidv7(placed - clock_timestamp()), :buyer::uuid, 'delivered', 1999, 'USD', placed, placed
                  FROM generate_series(timestamptz '2026-03-01 00:00:01Z', '2026-03-01 00:00Z'::timestamptz + :orders * interval '1 s', '1 s') AS placed
                """).param("buyer", people.newUser().id()).param("orders", OLD_ORDERS).update();
        jdbc.sql("""
                INSERT INTO order_lines (order_id, line, product_id, sku, name, unit_amount, quantity)
                SELECT orders.id, 1, products.id, sku, name, 1999, 1
                  FROM orders JOIN products ON products.id = :product::uuid
                 WHERE orders.created_at < '2026-03-02 00:00Z'
                """).param("product", product).update();
    }

    private void killInAnImport(int round, List<Instance> workers) {
        String stem = "PROOF-" + UUID.randomUUID();
        String file = IntStream.range(0, ROWS).mapToObj(i -> "%s-%d,Tea %d,proof,%d,USD,%d%n".formatted(stem, i, i, i, STOCK))
                .collect(Collectors.joining("", "sku,name,category,price_amount,price_currency,initial_stock\n", ""));
        String job = admin.with("Content-Type", "text/csv").post("/api/v1/products/import", file).is(202).location();
        awaitLong().pollInterval(Duration.ofMillis(10)).until(() -> done(job) > ROWS / 5);
        Duration pickedUp = kill(workers, List.of(job), () -> assertThat(done(job)).as("rows done when the kill came").isLessThan(ROWS));
        succeeded(job);
        assertThat(admin.get(job + "/result").is(200).json().toString())
                .isEqualTo(
                        "{\"rows\":%d,\"added\":%d,\"changed\":0,\"unchanged\":0,\"failed\":0,\"errors\":[],\"dry_run\":false,\"stopped\":null}"
                                .formatted(ROWS, ROWS));
        onceEach(stem);
        row(round, "import of " + ROWS + " rows", pickedUp, List.of(job), ROWS + " products, each once");
    }

    /** Checks that each product exists once, with its stock, one ledger entry and one event. */
    private void onceEach(String stem) {
        jdbc.sql("ANALYZE products, inventory, stock_movements, outbox").update();
        for (String rows : List.of("inventory ON product_id = products.id AND on_hand = %d".formatted(STOCK),
                "stock_movements ON product_id = products.id AND delta = %d".formatted(STOCK),
                "outbox ON aggregate_id = products.id AND type = 'product.changed'")) {
            assertThat(jdbc.sql("""
                    SELECT count(*) = :rows AND count(DISTINCT products.id) = :rows
                      FROM products JOIN %s
                     WHERE sku LIKE :stem AND products.version = 1
                    """.formatted(rows)).param("rows", ROWS).param("stem", stem + "-%").query(Boolean.class).single()).as(rows).isTrue();
        }
    }

    private void killInInvoices(int round, List<Instance> workers) {
        List<String> orders = Stream.generate(this::order).limit(INVOICES).toList();
        orders.forEach(order -> admin.post(order + "/pay", "{\"payment_reference\": \"pi\"}").is(200));
        List<String> jobs;
        Duration pickedUp;
        try (Connection numbers = lockInvoiceNumbers()) { // so that no invoice is finished before the kill
            jobs = Concurrently.run(INVOICES, number -> invoices(orders.get(number))).stream().flatMap(List::stream).distinct().toList();
            awaitLong().pollInterval(Duration.ofMillis(1)).until(() -> !running(jobs).isEmpty());
            pickedUp = kill(workers, jobs, () -> release(numbers));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        jobs.forEach(this::succeeded);
        assertThat(count("SELECT count(*) FROM invoices WHERE order_id = ANY (:orders::uuid[])", "orders",
                orders.stream().map(ApiResponse::id).collect(Collectors.joining(",", "{", "}")))).isEqualTo(INVOICES);
        assertThat(jdbc.sql("SELECT count(*) = max(number) AND max(number) = (SELECT last FROM invoice_numbers) FROM invoices")
                .query(Boolean.class).single()).as("numbers without gaps").isTrue();
        row(round, "invoices", pickedUp, jobs, INVOICES + " invoices for " + jobs.size() + " jobs, no gap");
    }

    /** Workers wait for the next number of an invoice, up to the lock timeout, until the connection is released or closed. */
    private Connection lockInvoiceNumbers() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = '" + TIMEOUT.toSeconds() + "s'");
            statement.execute("SELECT last FROM invoice_numbers FOR UPDATE");
        }
        return connection;
    }

    private static void release(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The jobs of two requests for an invoice of an order. */
    private List<String> invoices(String order) {
        return Stream.generate(() -> buyer.post(order + "/invoice", "").is(202).location()).limit(2).toList();
    }

    private void killInReports(int round, List<Instance> workers) {
        String period = "{\"from\": \"2026-03-01T00:00:00Z\", \"to\": \"2026-03-02T00:00:00Z\"}";
        List<String> jobs = Stream.generate(() -> admin.post("/api/v1/reports/orders", period).is(202).location()).limit(REPORTS).toList();
        awaitLong().pollInterval(Duration.ofMillis(1)).until(() -> !running(jobs).isEmpty());
        Duration pickedUp = kill(workers, jobs, () -> {});
        jobs.forEach(this::succeeded);
        assertThat(jobs).allSatisfy(job -> assertThat(admin.get(job + "/result").is(200).text().lines().distinct())
                .as("lines, and the head").hasSize(OLD_ORDERS + 1));
        row(round, "reports of " + OLD_ORDERS + " lines", pickedUp, jobs, REPORTS + " reports, each whole");
    }

    private void killInMails(int round, List<Instance> workers) {
        mailServer.cut();
        ApiClient verifiedBuyer = verifiedBuyer();
        List<String> orders = Stream.generate(() -> order(verifiedBuyer)).limit(MAILS).toList();
        List<String> jobs = awaitLong().until(() -> mails(orders), found -> found.size() == MAILS);
        awaitLong().pollInterval(Duration.ofMillis(1)).until(() -> !running(jobs).isEmpty());
        Duration pickedUp = kill(workers, jobs, mailServer::repair);
        jobs.forEach(this::succeeded);
        Map<String, Integer> received = mailServer.received();
        received.keySet().retainAll(jobs.stream().map(job -> "<" + id(job) + "@tenfold>").toList());
        assertThat(received).hasSize(MAILS);
        int came = received.values().stream().mapToInt(Integer::intValue).sum();
        row(round, "mails", pickedUp, jobs, MAILS + " mails, " + (came - MAILS) + " twice under the same Message-ID");
    }

    /** A new user whose e-mail is verified: others get no mails. */
    private ApiClient verifiedBuyer() {
        var person = people.newUser();
        new TestUsers(jdbc).verifyEmail(person.id());
        return person.api();
    }

    private List<String> mails(List<String> orders) {
        return jdbc.sql("SELECT '/api/v1/jobs/' || id FROM jobs WHERE kind = 'mail' AND payload ->> 'order' = ANY (:orders::text[])")
                .param("orders", ids(orders)).query(String.class).list();
    }

    /**
     * Kills the worker that runs one of the jobs. Returns how long it took until another worker had taken over.
     * @param look a check to run while no worker has the job
     */
    private Duration kill(List<Instance> workers, List<String> jobs, Runnable look) {
        List<UUID> left = List.of();
        Instance victim = workers.getFirst();
        for (int tries = 0; left.isEmpty() && tries < 1_000; tries++) {
            Instance holder = workers.get(tries % 2);
            if (!held(holder, jobs).isEmpty()) {
                holder.kill();
                victim = holder;
                look.run();
                left = held(holder, jobs);
                if (left.isEmpty()) {
                    holder.start();
                    holder.awaitReady();
                }
            }
        }
        assertThat(left).as("jobs that the killed worker was at work on").isNotEmpty();
        long start = System.nanoTime();
        String interrupted = left.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
        awaitLong().pollInterval(Duration.ofMillis(20)).until(
                () -> count("SELECT count(*) FROM jobs WHERE attempts < 2 AND id = ANY (:jobs::uuid[])", "jobs", interrupted) == 0);
        Duration pickedUp = Duration.ofNanos(System.nanoTime() - start);
        victim.start(); // its start is awaited before the next kill
        return pickedUp;
    }

    /** Those of the jobs that a worker runs, or was running when it was killed. */
    private List<UUID> held(Instance worker, List<String> jobs) {
        return jdbc.sql("""
                SELECT jobs.id FROM jobs JOIN scheduled_tasks ON task_instance = jobs.id::text
                 WHERE status = 'running' AND picked AND picked_by LIKE :worker AND jobs.id = ANY (:jobs::uuid[])
                """).param("worker", "%/" + worker.pid()).param("jobs", ids(jobs)).query(UUID.class).list();
    }

    private List<UUID> running(List<String> jobs) {
        return jdbc.sql("SELECT id FROM jobs WHERE status = 'running' AND id = ANY (:jobs::uuid[])").param("jobs", ids(jobs))
                .query(UUID.class)
                .list();
    }

    private void row(int round, String what, Duration pickedUp, List<String> jobs, String effect) {
        long attempts = count("SELECT max(attempts) FROM jobs WHERE id = ANY (:jobs::uuid[])", "jobs", ids(jobs));
        long again = count("SELECT count(*) FROM jobs WHERE attempts > 1 AND id = ANY (:jobs::uuid[])", "jobs", ids(jobs));
        assertThat(again).as("jobs that a kill interrupted").isPositive();
        slowest = pickedUp.compareTo(slowest) > 0 ? pickedUp : slowest;
        table.add(
                "| %d | %s | %.1f s | %d (%d jobs more than one) | %s |".formatted(round, what, pickedUp.toMillis() / 1e3, attempts, again,
                        effect));
        log.info(table.getLast());
    }

    private String order() {
        return order(buyer);
    }

    private String order(ApiClient buyer) {
        return buyer.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).location();
    }

    private void succeeded(String job) {
        awaitLong().until(() -> admin.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
    }

    private long done(String job) {
        return count("SELECT position FROM product_imports WHERE job_id = :job::uuid", "job", id(job));
    }

    private long count(String sql, String name, String value) {
        return jdbc.sql(sql).param(name, value).query(Long.class).single();
    }

    private static String ids(List<String> jobs) {
        return jobs.stream().map(ApiResponse::id).collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * The mail server's thread ends with an exception when a worker is killed in the middle of a mail. That is expected, and must not
     * fail the test.
     */
    private static ConditionFactory awaitLong() {
        return Awaitility.await().dontCatchUncaughtExceptions().atMost(TIMEOUT);
    }
}
