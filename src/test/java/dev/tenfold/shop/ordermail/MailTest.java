package dev.tenfold.shop.ordermail;

import com.icegreen.greenmail.util.GreenMailUtil;
import dev.tenfold.messaging.outbox.OutboxListener.PublishedEvent;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import dev.tenfold.testing.services.TestMailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static dev.tenfold.testing.client.ApiResponse.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** From an order to the mail that its buyer gets, with a real SMTP server. */
@TenfoldTest(
        properties = {"spring.mail.host=127.0.0.1", "tenfold.ordermail.from=The Tea Shop <tea@tenfold.test>",
            "tenfold.job.retry-pause=200ms"})
@DirtiesContext
class MailTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final TestMailServer MAIL = new TestMailServer();

    private final ApiClient admin;
    private final Person buyer;
    private final TestUsers users;
    private final JdbcClient jdbc;
    private final MailFanOut fanOut;
    private final String product;

    MailTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired MailFanOut fanOut) {
        var people = new TestAccounts(new ApiClient(port));
        this.admin = people.admin();
        this.buyer = people.newUser();
        this.users = new TestUsers(jdbc);
        this.jdbc = jdbc;
        this.fanOut = fanOut;
        this.product = new TestProducts(admin).product(10);
        users.verifyEmail(buyer.id());
    }

    @DynamicPropertySource
    static void own(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
        registry.add("spring.mail.port", MAIL::port);
    }

    @BeforeEach
    void start() {
        MAIL.start();
    }

    @AfterEach
    void stop() {
        MAIL.stop();
    }

    @Test
    void theBuyerGetsMailWhenTheOrderIsPlacedAndShipped() throws MessagingException {
        String order = order();
        MimeMessage placed = await().until(() -> received(1), mails -> mails.size() == 1).getFirst();
        String id = id(order);
        assertThat(placed.getSubject()).isEqualTo("Your order " + id);
        assertThat(placed.getAllRecipients()).extracting(Object::toString).containsExactly(buyer.email());
        assertThat(placed.getFrom()).extracting(Object::toString).containsExactly("The Tea Shop <tea@tenfold.test>");
        assertThat(GreenMailUtil.getBody(placed)).contains("Hello Nobody Special,", "  2 x ", "Total: ").doesNotContain("{{");

        admin.newKey().post(order + "/pay", "{\"payment_reference\": \"pi_1\"}").is(200);
        admin.post(order + "/ship", "").is(200);
        MimeMessage shipped = await().until(() -> received(2), mails -> mails.size() == 2).getLast();
        assertThat(shipped.getSubject()).isEqualTo("Your order " + id + " is on its way");
        assertThat(shipped.getMessageID()).isNotEqualTo(placed.getMessageID()).endsWith("@tenfold>");
    }

    /** An instance of an earlier release may have stored such a name. */
    @Test
    void aNameWithLineBreaksStaysOnItsLine() {
        jdbc.sql("UPDATE users SET name = E'Nobody\\r\\nSpecial' WHERE id = :buyer::uuid").param("buyer", buyer.id()).update();
        order();
        MimeMessage placed = await().until(() -> received(1), mails -> mails.size() == 1).getFirst();
        assertThat(GreenMailUtil.getBody(placed)).contains("Hello Nobody  Special,");
    }

    @Test
    void anAddressThatIsNotVerifiedGetsNoMail() {
        jdbc.sql("UPDATE users SET verified_email_key = 'another@tenfold.test' WHERE id = :buyer::uuid").param("buyer", buyer.id())
                .update();
        String order = order();
        await().until(
                () -> jdbc.sql("SELECT count(*) FROM jobs WHERE kind = 'mail' AND status = 'succeeded' AND payload ->> 'order' = :order")
                        .param("order", id(order)).query(Integer.class).single() == 1);
        users.verifyEmail(buyer.id());
        admin.newKey().post(order + "/pay", "{\"payment_reference\": \"pi_1\"}").is(200);
        admin.post(order + "/ship", "").is(200);
        assertThat(await().until(() -> received(2), mails -> !mails.isEmpty())).as("only the second mail").hasSize(1);
    }

    @Test
    void anEventThatIsDeliveredTwiceIsMailedOnce() {
        String order = order();
        await().until(() -> received(1).size() == 1);
        UUID event = jdbc.sql("SELECT id FROM jobs WHERE kind = 'mail' AND payload ->> 'order' = :order")
                .param("order", id(order)).query(UUID.class).single();
        fanOut.onEvents(jdbc, List.of(placed(event, id(order))));
        assertThat(jdbc.sql("SELECT count(*) FROM jobs WHERE kind = 'mail' AND queued_by = :buyer::uuid").param("buyer", buyer.id())
                .query(Integer.class).single()).isOne();
        assertThat(jdbc.sql("SELECT count(*) FROM scheduled_tasks WHERE task_instance = :event").param("event", event.toString())
                .query(Integer.class).single()).as("nothing is left to run").isZero();
    }

    @Test
    void anInvalidEventDoesNotBlockTheOthers() {
        UUID good = UUID.randomUUID();
        fanOut.onEvents(jdbc, List.of(new PublishedEvent(UUID.randomUUID(), "order.placed", "{\"data\": {}}", null),
                placed(good, UUID.randomUUID().toString())));
        assertThat(jdbc.sql("SELECT count(*) FROM jobs WHERE id = :good").param("good", good).query(Integer.class).single()).isOne();
    }

    @Test
    void aMailWaitsForItsServer() {
        MAIL.stop();
        order();
        await().until(() -> jdbc.sql("SELECT count(*) FROM jobs WHERE kind = 'mail' AND attempts > 1 AND queued_by = :buyer::uuid")
                .param("buyer", buyer.id()).query(Integer.class).single() == 1);
        MAIL.start();
        await().until(() -> received(1).size() == 1);
    }

    private String order() {
        return buyer.api().newKey().post("/api/v1/orders", TestProducts.cart(product, 2)).is(201).location();
    }

    /** The event of a placed order, as the relay delivers it. */
    private PublishedEvent placed(UUID event, String order) {
        return new PublishedEvent(event, "order.placed", "{\"data\": {\"id\": \"%s\", \"user_id\": \"%s\"}}".formatted(order, buyer.id()),
                null);
    }

    /** The first mails to the buyer. */
    private List<MimeMessage> received(int atMost) {
        return MAIL.received(buyer.email()).stream().limit(atMost).toList();
    }
}
