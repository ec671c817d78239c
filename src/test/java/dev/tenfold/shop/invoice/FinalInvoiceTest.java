package dev.tenfold.shop.invoice;

import dev.tenfold.jobs.job.PermanentFailure;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderService;
import dev.tenfold.shop.user.MailRecipients;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What real shops have on invoices, and that an issued invoice never changes. */
@TenfoldTest
class FinalInvoiceTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final InvoiceProperties ANOTHER_SELLER =
            new InvoiceProperties("Coffee of the World", List.of("2 Mountain Road"), "FR 1", new BigDecimal("0.19"), "USt");

    private final ApiClient admin;
    private final TestAccounts people;
    private final Person buyer;
    private final JdbcClient jdbc;
    private final OrderService orders;
    private final InvoiceIssuer issuer;
    private final InvoiceIssuer anotherIssuer;
    private final FileStore files;
    private final JsonMapper json = new JsonMapper();

    FinalInvoiceTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired OrderService orders, @Autowired MailRecipients users,
            @Autowired InvoiceRepository invoices, @Autowired InvoiceIssuer issuer, @Autowired Transactions transactions,
            @Autowired FileStore files) {
        this.people = new TestAccounts(new ApiClient(port));
        this.admin = people.admin();
        this.buyer = people.newUser();
        this.jdbc = jdbc;
        this.orders = orders;
        this.issuer = issuer;
        this.anotherIssuer = new InvoiceIssuer(users, invoices, ANOTHER_SELLER, transactions, Clock.systemUTC());
        this.files = files;
    }

    /** As the purge deletes jobs after their retention. */
    private void forgetJobs(Order order) {
        assertThat(
                jdbc.sql("DELETE FROM jobs WHERE kind = 'invoice' AND payload ->> 'order' = :order").param("order", order.id().toString())
                        .update())
                .isPositive();
    }

    @Test
    void theSameDocumentIsGivenAfterItsJobIsDeletedAndUnderAnotherSeller() throws IOException {
        Order order = paid(new TestProducts(admin).product(5), 1);
        byte[] first = document(order);
        assertThat(text(first)).contains("Teas of the World", "Tax id DE 123 456").doesNotContain("VAT");
        forgetJobs(order);
        assertThat(anotherIssuer.issue(order)).isEqualTo(issuer.issue(order));
        assertThat(document(order)).isEqualTo(first);
    }

    @Test
    void aDocumentIsNotMadeAgain() throws IOException {
        Order order = paid(new TestProducts(admin).product(5), 1);
        document(order);
        byte[] kept = "%PDF-kept".getBytes(StandardCharsets.US_ASCII);
        files.put(InvoiceFiles.name(order), out -> out.write(kept));
        forgetJobs(order);
        assertThat(document(order)).isEqualTo(kept);
    }

    @Test
    void aLostDocumentIsMadeAgainWithTheSameBytes() {
        Order order = paid(new TestProducts(admin).product(5), 2);
        byte[] first = document(order);
        files.delete(InvoiceFiles.name(order));
        forgetJobs(order);
        jdbc.sql("UPDATE users SET name = 'Another Name' WHERE id = :id::uuid").param("id", buyer.id()).update();
        assertThat(document(order)).isEqualTo(first);
    }

    @Test
    void theDocumentBeforeTheCancellationStays() throws IOException {
        Order order = paid(new TestProducts(admin).product(5), 1);
        byte[] first = document(order);
        buyer.api().post(path(order) + "/cancel", "").is(200);
        assertThat(text(document(order))).contains("Cancelled invoice");
        try (var stored = files.open(InvoiceFiles.name(order)).orElseThrow()) {
            assertThat(stored.bytes().readAllBytes()).isEqualTo(first);
        }
    }

    @Test
    void anOrderThatIsCancelledAfterItsJobHasReadItGetsNoInvoice() {
        Order read = paid(new TestProducts(admin).product(5), 1);
        buyer.api().post(path(read) + "/cancel", "").is(200);
        assertThatThrownBy(() -> issuer.issue(read)).isInstanceOf(PermanentFailure.class).hasMessageContaining("cancelled");
        buyer.api().post(path(read) + "/invoice", "").isProblem(409, "illegal_transition");
    }

    /** The release before stored neither seller nor tax. */
    @Test
    void anInvoiceOfAnEarlierReleaseGetsItsSellerOnceAndNoTax() {
        Order order = paid(new TestProducts(admin).product(5), 1);
        issuer.issue(order);
        jdbc.sql("UPDATE invoices SET seller = NULL, seller_address = NULL, seller_tax_id = NULL WHERE order_id = :id")
                .param("id", order.id().value()).update();
        Invoice completed = anotherIssuer.issue(order);
        assertThat(completed.seller()).isEqualTo(Seller.of(ANOTHER_SELLER));
        assertThat(completed.tax()).isNull();
        assertThat(issuer.issue(order)).isEqualTo(completed);
    }

    @Test
    void theTaxIsShownAndKept() throws IOException {
        Order order = paid(new TestProducts(admin).product(5, 11_900, "EUR"), 1);
        Invoice invoice = anotherIssuer.issue(order);
        assertThat(issuer.issue(order)).isEqualTo(invoice);
        assertThat(text(document(order))).contains("Net 100.00 EUR", "USt 19 % 19.00 EUR", "Total 119.00 EUR", "Coffee of the World");
    }

    @Test
    void buyersAndProductsAreInTheirOwnScripts() throws IOException {
        jdbc.sql("UPDATE users SET name = '王小明' WHERE id = :id::uuid").param("id", buyer.id()).update();
        Order order = paid(product("عطر كوكو", 100), product("👨‍👩‍👧‍👦", 100), product("क्षत्रिय", 100));
        String text = text(document(order));
        assertThat(text).contains("王小明", "👨‍👩‍👧‍👦", "क्षत्रिय").doesNotContain("?", "\uFFFD");
        assertThat(letters(text)).containsAll(letters("عطر كوكو"));
    }

    @Test
    void theNamesOfAnArabicShopArePrinted() throws IOException {
        List<String> names = new ClassPathResource("cases/real-merchant-ar.tenfold.csv").getContentAsString(StandardCharsets.UTF_8).lines()
                .skip(1).map(row -> row.split(",", -1)[1]).distinct().limit(40).toList();
        assertThat(names).hasSizeGreaterThan(20);
        Order order = paid(names.stream().map(name -> product(name, 100)).toArray(String[]::new));
        byte[] document = document(order);
        assertThat(letters(text(document))).containsAll(letters(String.join("", names)));
        assertThat(text(document)).contains("page 2 of ").doesNotContain("?", "\uFFFD");
    }

    @Test
    void namesThatDifferAfterSixtyLettersDifferOnTheInvoice() throws IOException {
        String start = "The same long name of a box of tea that goes on and on and on, ";
        assertThat(start).hasSizeGreaterThan(60);
        Order order = paid(product(start + "first flush", 100), product(start + "second flush", 100), product("宽".repeat(200), 100));
        String text = text(document(order));
        assertThat(text.replace("\n", " ")).contains("first flush", "second flush");
        assertThat(text.codePoints().filter(it -> it == '宽').count()).isEqualTo(200);
        assertThat(text.replace("\n", "")).contains(order.lines().getFirst().sku());
    }

    @Test
    void aCharacterThatNoFontHasIsCounted() {
        var metrics = new SimpleMeterRegistry();
        Order order = paid(product("tea \uD80C\uDC00", 100));
        new InvoiceFiles(files, metrics).make(issuer.issue(order), order);
        assertThat(metrics.counter("tenfold.invoice.missing.characters").count()).isOne();
    }

    @Test
    void anInvoiceKeepsItsBuyerWhenTheUserIsErased() throws IOException {
        Person leaving = people.newUser();
        String path = leaving.api().newKey().post("/api/v1/orders",
                TestProducts.cart(new TestProducts(admin).product(5), 1)).is(201).location();
        admin.post(path + "/pay", "{\"payment_reference\": \"pi_1\"}").is(200);
        Order order = order(path);
        Invoice before = issuer.issue(order);
        admin.with("If-Match", "*").delete("/api/v1/users/" + leaving.id()).is(204);
        Invoice after = issuer.issue(order);
        assertThat(after).isEqualTo(before);
        assertThat(after.buyerEmail()).isEqualTo(leaving.email());
        new InvoiceFiles(files, new SimpleMeterRegistry()).make(after, order);
        var bytes = new ByteArrayOutputStream();
        new InvoiceFiles(files, new SimpleMeterRegistry()).copy(order, bytes);
        assertThat(text(bytes.toByteArray())).contains(leaving.email());
    }

    /** A product with a long SKU that has no blank. */
    private String product(String name, long price) {
        String sku = "SKU-" + UUID.randomUUID() + "-" + "X".repeat(20);
        return admin.post("/api/v1/products", json.writeValueAsString(Map.of("sku", sku, "name", name, "category", "tea", "price",
                Map.of("amount", price, "currency", "EUR"), "initial_stock", 5))).is(201).json().path("id").asString();
    }

    private Order paid(String product, int quantity) {
        return pay(TestProducts.cart(product, quantity));
    }

    private Order paid(String... products) {
        return pay(json.writeValueAsString(Map.of("items",
                List.of(products).stream().map(product -> Map.of("product_id", product, "quantity", 1)).toList())));
    }

    private Order pay(String cart) {
        String path = buyer.api().newKey().post("/api/v1/orders", cart).is(201).location();
        admin.post(path + "/pay", "{\"payment_reference\": \"pi_1\"}").is(200);
        return order(path);
    }

    private Order order(String path) {
        return orders.find(new OrderId(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)))).orElseThrow();
    }

    private static String path(Order order) {
        return "/api/v1/orders/" + order.id();
    }

    private byte[] document(Order order) {
        String job = buyer.api().post(path(order) + "/invoice", "").is(202).location();
        await().atMost(TIMEOUT).until(() -> buyer.api().get(job).is(200).json().path("status").asString(), "succeeded"::equals);
        return buyer.api().get(job + "/result").is(200).content();
    }

    private static String text(byte[] document) throws IOException {
        try (var pdf = Loader.loadPDF(document)) {
            return Normalizer.normalize(new PDFTextStripper().getText(pdf), Normalizer.Form.NFC);
        }
    }

    /** Readers put text that runs from right to left into order by their own rules, so its letters are compared. */
    private static Set<Integer> letters(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().filter(Character::isLetter).boxed()
                .collect(Collectors.toSet());
    }
}
