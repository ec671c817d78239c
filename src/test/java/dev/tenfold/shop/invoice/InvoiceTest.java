package dev.tenfold.shop.invoice;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobQueue;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.tenfold.testing.client.ApiResponse.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Invoices, from the request to the text of the PDF. */
@TenfoldTest
class InvoiceTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestAccounts people;
    private final ApiClient admin;
    private final Person buyer;
    private final JdbcClient jdbc;
    private final JobQueue queue;
    private final InvoiceJob kind;
    private final Transactions transactions;

    InvoiceTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired JobQueue queue, @Autowired InvoiceJob kind,
            @Autowired Transactions transactions) {
        this.people = new TestAccounts(new ApiClient(port));
        this.admin = people.admin();
        this.buyer = people.newUser();
        this.jdbc = jdbc;
        this.queue = queue;
        this.kind = kind;
        this.transactions = transactions;
    }

    @Test
    void anInvoiceHasSellerBuyerItemsAndPrices() throws IOException {
        String order = order(new TestProducts(admin).product(5, 123_450, "USD"), 2);
        ApiResponse asked = buyer.api().post(order + "/invoice", "").is(202);
        String job = asked.location();
        assertThat(asked.json().path("kind").asString()).isEqualTo("invoice");
        ApiResponse file = result(buyer.api(), job);
        assertThat(file.header("Content-Type")).isEqualTo("application/pdf");
        assertThat(text(file)).contains("Teas of the World", "1 Harbour Row", "Port Town", "Tax id DE 123 456", "Nobody Special",
                buyer.email(), id(order), "Earl Grey, 100 g", "1,234.50 USD", "Total 2,469.00 USD", "page 1 of 1", label(order));
    }

    @Test
    void aLongInvoiceHasSeveralPagesWithAllItems() throws IOException {
        var testProducts = new TestProducts(admin);
        List<String> products = IntStream.range(0, 60).mapToObj(i -> testProducts.product(1, 100 + i, "JPY")).toList();
        String items =
                String.join(", ", products.stream().map(product -> "{\"product_id\": \"" + product + "\", \"quantity\": 1}").toList());
        String order = pay(buyer.api().newKey().post("/api/v1/orders", "{\"items\": [" + items + "]}").is(201).location());
        String text = text(result(buyer.api(), invoice(buyer.api(), order)));
        IntStream.range(0, 60).forEach(i -> assertThat(text).contains((100 + i) + " JPY"));
        assertThat(text).contains("page 2 of ").contains("Total 7,770 JPY");
    }

    @Test
    void namesAreInEveryScript() throws IOException {
        String product = admin.post("/api/v1/products", """
                {"sku": "SKU-%s", "name": "Žluťoučký чай τσάι 茶 \uD83C\uDF75!", "category": "tea", "price": {"amount": 5, "currency": "EUR"}, "initial_stock": 1}
                """.formatted(UUID.randomUUID())).is(201).json().path("id").asString();
        assertThat(text(result(buyer.api(), invoice(buyer.api(), order(product, 1))))).contains("Žluťoučký чай τσάι 茶 \uD83C\uDF75!");
    }

    /** An instance of an earlier release may have stored such a name. */
    @Test
    void aNameWithControlCharactersIsPrintedWithBlanks() throws IOException {
        jdbc.sql("UPDATE users SET name = E'Nobody\\tSpecial' WHERE id = :buyer::uuid").param("buyer", buyer.id()).update();
        String order = order(new TestProducts(admin).product(5), 1);
        assertThat(text(result(buyer.api(), invoice(buyer.api(), order)))).contains("Nobody Special");
    }

    @Test
    void repeatedRequestsGiveTheSameJobAndTheSameFile() {
        String order = order(new TestProducts(admin).product(5), 1);
        List<String> jobs = Concurrently.run(8, number -> invoice(number % 2 == 0 ? buyer.api() : admin, order));
        assertThat(jobs.stream().distinct()).hasSize(1);
        ApiResponse first = result(buyer.api(), jobs.getFirst());
        assertThat(first.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + label(order) + ".pdf\"");
        admin.post(order + "/ship", "").is(200);
        String later = invoice(buyer.api(), order);
        assertThat(later).isEqualTo(jobs.getFirst());
        assertThat(result(buyer.api(), later).body()).isEqualTo(first.body());
        assertThat(jobs(order)).isOne();
    }

    @Test
    void anInvoiceThatFailedCanBeRequestedAgain() {
        String order = order(new TestProducts(admin).product(5), 1);
        String first = invoice(buyer.api(), order);
        result(buyer.api(), first);
        jdbc.sql("UPDATE jobs SET status = 'failed', result_type = NULL, result_name = NULL WHERE id = :id::uuid").param("id", id(first))
                .update();
        String second = invoice(buyer.api(), order);
        assertThat(second).isNotEqualTo(first);
        result(buyer.api(), second);
        admin.post(first + "/retry", "").isProblem(409, "not_failed");
    }

    @Test
    void anUnpaidOrderGetsNoInvoiceAndNoNumber() {
        String order = unpaid(new TestProducts(admin).product(5), 1);
        buyer.api().post(order + "/invoice", "").isProblem(409, "not_paid");
        admin.post(order + "/invoice", "").isProblem(409, "not_paid");
        assertThat(jobs(order)).isZero();
        invoice(buyer.api(), pay(order));
    }

    @Test
    void theInvoiceOfAnOrderThatWasCancelledLaterSaysSo() throws IOException {
        String order = order(new TestProducts(admin).product(5), 1);
        String before = invoice(buyer.api(), order);
        assertThat(text(result(buyer.api(), before))).doesNotContain("Cancelled");
        buyer.api().post(order + "/cancel", "").is(200);
        String after = invoice(buyer.api(), order);
        assertThat(after).isNotEqualTo(before);
        ApiResponse marked = result(buyer.api(), after);
        assertThat(marked.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + label(order) + "-cancelled.pdf\"");
        assertThat(text(marked)).contains("Cancelled invoice", "Cancelled on ", "Nothing is to be paid.",
                label(order) + " (cancelled), page 1");
        assertThat(text(result(buyer.api(), before))).as("the document before").doesNotContain("ancelled");
        assertThat(invoice(buyer.api(), order)).isEqualTo(after);
    }

    /** The job is queued after the cancellation here, which is the same for it. */
    @Test
    void anOrderThatIsCancelledWhileItsJobWaitsGetsNoInvoiceAndTheJobFailsAtOnce() {
        String order = order(new TestProducts(admin).product(5), 1);
        buyer.api().post(order + "/cancel", "").is(200);
        var payload = new InvoiceJob.InvoicePayload(new OrderId(UUID.fromString(id(order))));
        JobId job = transactions.run(() -> queue.add(kind, payload, new UserId(UUID.fromString(buyer.id()))));
        await().atMost(TIMEOUT).until(() -> buyer.api().get("/api/v1/jobs/" + job).is(200).json().path("status").asString(),
                "failed"::equals);
        assertThat(jdbc.sql("SELECT attempts FROM jobs WHERE id = :id::uuid").param("id", job.toString()).query(Integer.class).single())
                .isOne();
        assertThat(jdbc.sql("SELECT count(*) FROM invoices WHERE order_id = :id::uuid").param("id", id(order)).query(Integer.class)
                .single()).isZero();
    }

    private int jobs(String order) {
        return jdbc.sql("SELECT count(*) FROM jobs WHERE kind = 'invoice' AND payload ->> 'order' = :order").param("order", id(order))
                .query(Integer.class).single();
    }

    @Test
    void numbersHaveNoGaps() {
        String product = new TestProducts(admin).product(100);
        List<String> orders = Stream.generate(() -> order(product, 1)).limit(12).toList();
        List<String> jobs = orders.stream().flatMap(order -> Stream.of(order, order)).map(order -> invoice(buyer.api(), order)).toList();
        jobs.forEach(job -> result(buyer.api(), job));
        assertThat(jdbc.sql("SELECT count(*) = max(number) AND min(number) = 1 FROM invoices").query(Boolean.class).single()).isTrue();
        assertThat(jdbc.sql("SELECT last = (SELECT max(number) FROM invoices) FROM invoice_numbers").query(Boolean.class).single())
                .isTrue();
    }

    @Test
    void onlyTheBuyerAndAdminsGetTheInvoice() {
        String order = order(new TestProducts(admin).product(5), 1);
        people.newUser().api().post(order + "/invoice", "").isProblem(404, "not_found");
        result(admin, invoice(admin, order));
        buyer.api().post("/api/v1/orders/" + UUID.randomUUID() + "/invoice", "").isProblem(404, "not_found");
    }

    @Test
    void aCancelledOrExpiredOrderGetsNoInvoice() {
        String order = unpaid(new TestProducts(admin).product(5), 1);
        buyer.api().newKey().post(order + "/cancel", "").is(200);
        buyer.api().post(order + "/invoice", "").isProblem(409, "illegal_transition");
    }

    private String order(String product, int quantity) {
        return pay(unpaid(product, quantity));
    }

    private String pay(String order) {
        admin.post(order + "/pay", "{\"payment_reference\": \"pi_1\"}").is(200);
        return order;
    }

    private String unpaid(String product, int quantity) {
        return buyer.api().newKey().post("/api/v1/orders", TestProducts.cart(product, quantity)).is(201).location();
    }

    private static String invoice(ApiClient who, String order) {
        return who.post(order + "/invoice", "").is(202).location();
    }

    private static ApiResponse result(ApiClient who, String job) {
        await().atMost(TIMEOUT).until(() -> who.get(job).is(200).json().path("status").asString(), "succeeded"::equals);
        return who.get(job + "/result").is(200);
    }

    private String label(String order) {
        return "INV-%06d"
                .formatted(jdbc.sql("SELECT number FROM invoices WHERE order_id = :order").param("order", UUID.fromString(id(order)))
                        .query(Long.class).single());
    }

    private static String text(ApiResponse file) throws IOException {
        try (var document = Loader.loadPDF(file.body())) {
            return new PDFTextStripper().getText(document);
        }
    }
}
