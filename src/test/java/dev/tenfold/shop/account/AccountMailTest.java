package dev.tenfold.shop.account;

import com.icegreen.greenmail.util.GreenMailUtil;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import dev.tenfold.testing.services.TestMailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Verification of e-mails and resets of passwords, from the request to the mail and back, with a real SMTP server. */
@TenfoldTest(properties = {"spring.mail.host=127.0.0.1", "tenfold.job.retry-pause=200ms", "tenfold.job.poll=50ms",
    "tenfold.account.reset-page=https://shop.example/reset#token={token}"})
@DirtiesContext
class AccountMailTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final TestMailServer MAIL = new TestMailServer();
    private static final String VERIFY = "/api/v1/users/me/email-verification";
    private static final String RESET = "/api/v1/auth/password-reset";
    private static final String NEW = "a staple for the battery";
    private static final Pattern TOKEN = Pattern.compile("(?<![A-Za-z0-9_-])([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])");

    private final ApiClient api;
    private final TestAccounts people;
    private final Person ada;
    private final TestUsers users;
    private final JdbcClient jdbc;
    private final AccountMailPurge purge;

    AccountMailTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired AccountMailPurge purge) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.ada = people.newUser();
        this.users = new TestUsers(jdbc);
        this.jdbc = jdbc;
        this.purge = purge;
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
    void theTokenOfAMailVerifiesTheAddressOnce() {
        ada.api().post(VERIFY, "").is(202);
        MimeMessage mail = mails(ada.email(), 1).getFirst();
        assertThat(GreenMailUtil.getBody(mail)).doesNotContain("{{").as("the name is text of a stranger").doesNotContain("Nobody Special");
        String token = token(mail);
        assertThat(users.isEmailVerified(ada.id())).isFalse();

        confirm(token).is(204);
        assertThat(users.isEmailVerified(ada.id())).isTrue();
        isInvalid(confirm(token));

        ada.api().post(VERIFY, "").is(202);
        settle();
        assertThat(mails(ada.email(), 1)).as("no mail to a verified address").hasSize(1);
    }

    @Test
    void aMailToADomainInAnotherScriptGoesToItsALabel() {
        String name = UUID.randomUUID().toString();
        String email = name + "@bücher.example";
        api.post("/api/v1/users", "{\"name\": \"Jörg\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD))
                .is(201);
        people.signIn(email).post(VERIFY, "").is(202);
        confirm(token(mails(name + "@xn--bcher-kva.example", 1).getFirst())).is(204);
    }

    /** A user from before such addresses were refused. */
    @Test
    void anAddressThatNoServerAcceptsFailsAtOnceAndInWords() {
        String email = "jörg-" + UUID.randomUUID() + "@tenfold.test";
        jdbc.sql("UPDATE users SET email = :email, email_key = :email WHERE id = :id::uuid").param("email", email).param("id", ada.id())
                .update();
        ada.api().post(VERIFY, "").is(202);
        await().until(() -> jdbc.sql("SELECT count(*) FROM jobs WHERE status = 'failed' AND error LIKE '%characters before the @%'")
                .query(Integer.class).single() == 1);
    }

    @Test
    void noTableContainsAToken() {
        ada.api().post(VERIFY, "").is(202);
        String token = token(mails(ada.email(), 1).getFirst());
        settle();
        assertThat(rowsWith(token)).isZero();
        assertThat(jdbc.sql("SELECT token_expires_at - sent_at = interval '24 hours' FROM account_mails WHERE user_id = :id::uuid")
                .param("id", ada.id()).query(Boolean.class).single()).isTrue();
    }

    @Test
    void anExpiredTokenAndATokenOfAnotherAddressAreRefused() {
        ada.api().post(VERIFY, "").is(202);
        String first = token(mails(ada.email(), 1).getFirst());
        String other = UUID.randomUUID() + "@tenfold.test";
        changeEmail(other).is(200);
        isInvalid(confirm(first));
        assertThat(users.isEmailVerified(ada.id())).isFalse();

        ada.api().post(VERIFY, "").is(202);
        String second = token(mails(other, 1).getFirst());
        jdbc.sql("UPDATE account_mails SET token_expires_at = now() WHERE user_id = :id::uuid AND token_hash IS NOT NULL")
                .param("id", ada.id()).update();
        isInvalid(confirm(second));
        isInvalid(confirm(""));
    }

    @Test
    void aResetSetsThePasswordOnceAndEndsAllSessions() {
        users.verifyEmail(ada.id());
        String refreshToken = signIn(TestAccounts.PASSWORD).is(200).json().path("refresh_token").asString();
        reset(ada.email().toUpperCase(Locale.ROOT)).is(202);
        MimeMessage mail = mails(ada.email(), 1).getFirst();
        String token = token(mail);
        assertThat(GreenMailUtil.getBody(mail)).contains("https://shop.example/reset#token=" + token);
        signIn(TestAccounts.PASSWORD).is(200);

        isInvalid(confirmReset("A" + token.substring(1) + "A", NEW));
        confirmReset(token, NEW).is(204);

        signIn(NEW).is(200);
        signIn(TestAccounts.PASSWORD).isProblem(401, "invalid_credentials");
        ada.api().get("/api/v1/users/me").isProblem(401, "unauthenticated");
        api.post("/api/v1/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(refreshToken)).isProblem(401, "invalid_refresh_token");
        isInvalid(confirmReset(token, "another " + NEW));
        assertThat(subjects(mails(ada.email(), 2))).containsExactly("Choose a new password", "Your password was changed");
    }

    @Test
    void ofConcurrentResetsWithOneTokenOneIsMade() {
        users.verifyEmail(ada.id());
        reset(ada.email()).is(202);
        String token = token(mails(ada.email(), 1).getFirst());
        List<ApiResponse> replies = Concurrently.run(3, number -> confirmReset(token, NEW + number));
        assertThat(replies).filteredOn(reply -> reply.status() == 204).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() != 204).allSatisfy(AccountMailTest::isInvalid);
    }

    @Test
    void aResetExpiresAfter30MinutesAndWithAChangeOfThePassword() {
        users.verifyEmail(ada.id());
        reset(ada.email()).is(202);
        String token = token(mails(ada.email(), 1).getFirst());
        assertThat(jdbc.sql("SELECT token_expires_at - sent_at = interval '30 minutes' FROM account_mails WHERE user_id = :id::uuid")
                .param("id", ada.id()).query(Boolean.class).single()).isTrue();
        ada.api().patch(path(), "{\"password\": \"%s\", \"current_password\": \"%s\"}".formatted(NEW, TestAccounts.PASSWORD)).is(200);
        isInvalid(confirmReset(token, "another " + NEW));
        signIn(NEW).is(200);
        assertThat(subjects(mails(ada.email(), 2))).contains("Your password was changed");
    }

    /** The request does the same for both: it writes a mail and a job, and a worker finds out whether there is a user. */
    @Test
    void aResetForAnUnknownAddressIsAnsweredAlikeAndSendsNothing() {
        users.verifyEmail(ada.id());
        String unknown = UUID.randomUUID() + "@tenfold.test";
        for (String email : List.of(ada.email(), unknown)) {
            int before = count("jobs WHERE kind = 'account_mail' AND queued_by IS NULL");
            ApiResponse reply = reset(email).is(202);
            assertThat(reply.body()).isEmpty();
            assertThat(count("jobs WHERE kind = 'account_mail' AND queued_by IS NULL")).isEqualTo(before + 1);
        }
        settle();
        assertThat(mails(ada.email(), 1)).hasSize(1);
        assertThat(MAIL.recipients()).doesNotContain(unknown);
        assertThat(rowsWith(unknown)).as("the address is not kept").isZero();
    }

    @Test
    void aResetForAnAddressThatIsNotVerifiedSendsItsVerification() {
        reset(ada.email()).is(202);
        MimeMessage mail = mails(ada.email(), 1).getFirst();
        assertThat(subjects(List.of(mail))).containsExactly("Confirm your e-mail address");
        isInvalid(confirmReset(token(mail), NEW));
        confirm(token(mail)).is(204);
        reset(ada.email()).is(202);
        confirmReset(token(mails(ada.email(), 2).getLast()), NEW).is(204);
    }

    @Test
    void aChangeOfTheEmailIsMailedToTheOldAddressAndTheNewOneIsNotVerified() {
        users.verifyEmail(ada.id());
        String other = UUID.randomUUID() + "@tenfold.test";
        changeEmail(other).is(200);
        assertThat(users.isEmailVerified(ada.id())).isFalse();
        MimeMessage notice = mails(ada.email(), 1).getFirst();
        assertThat(subjects(List.of(notice))).containsExactly("Your e-mail address was changed");
        assertThat(GreenMailUtil.getBody(notice)).doesNotContain(other);

        changeEmail(UUID.randomUUID() + "@tenfold.test").is(200);
        ada.api().patch(path(), "{\"password\": \"%s\", \"current_password\": \"%s\"}".formatted(NEW, TestAccounts.PASSWORD)).is(200);
        settle();
        assertThat(MAIL.recipients()).as("nothing to an address that is not verified").doesNotContain(other);
    }

    @Test
    void anHourSendsThreeMailsToOneAddressHoweverManyAreRequestedAtOnce() {
        Concurrently.run(8, _ -> reset(ada.email()).is(202));
        settle();
        assertThat(mails(ada.email(), 3)).hasSize(3);
        assertThat(MAIL.recipients().filter(ada.email()::equals)).hasSize(3);
    }

    @Test
    void anHourSendsFiveMailsForOneUserWhateverAddressesTheUserHas() {
        int sent = 0;
        for (int i = 0; i < 4; i++) {
            String email = UUID.randomUUID() + "@tenfold.test";
            changeEmail(email).is(200);
            ada.api().post(VERIFY, "").is(202);
            ada.api().post(VERIFY, "").is(202);
            settle();
            sent += (int) MAIL.recipients().filter(email::equals).count();
        }
        assertThat(sent).isEqualTo(5);
    }

    @Test
    void aDeletedUserLeavesNoAddress() {
        users.verifyEmail(ada.id());
        changeEmail(UUID.randomUUID() + "@tenfold.test").is(200);
        ada.api().post(VERIFY, "").is(202);
        settle();
        ada.api().delete(path()).is(204);
        assertThat(rowsWith(ada.email())).isZero();
    }

    @Test
    void aMailWaitsForItsServerAndThenHasANewToken() {
        MAIL.stop();
        ada.api().post(VERIFY, "").is(202);
        await().until(() -> count("jobs WHERE kind = 'account_mail' AND attempts > 1 AND queued_by = '" + ada.id() + "'") == 1);
        MAIL.start();
        confirm(token(mails(ada.email(), 1).getFirst())).is(204);
    }

    @Test
    void aMailIsPurgedOnlyAfterItsJobHasEnded() {
        MAIL.stop();
        ada.api().post(VERIFY, "").is(202);
        jdbc.sql("UPDATE account_mails SET created_at = created_at - interval '30 days' WHERE user_id = :id::uuid").param("id", ada.id())
                .update();
        purge.purge();
        MAIL.start();
        assertThat(mails(ada.email(), 1)).hasSize(1);
        settle();
        purge.purge();
        assertThat(count("account_mails WHERE user_id = '" + ada.id() + "'")).isZero();
    }

    private String path() {
        return "/api/v1/users/" + ada.id();
    }

    private ApiResponse changeEmail(String email) {
        return ada.api().patch(path(), "{\"email\": \"%s\", \"current_password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD));
    }

    private ApiResponse confirm(String token) {
        return api.post(VERIFY + "/confirm", "{\"token\": \"%s\"}".formatted(token));
    }

    private ApiResponse reset(String email) {
        return api.post(RESET, "{\"email\": \"%s\"}".formatted(email));
    }

    private ApiResponse confirmReset(String token, String password) {
        return api.post(RESET + "/confirm", "{\"token\": \"%s\", \"password\": \"%s\"}".formatted(token, password));
    }

    private ApiResponse signIn(String password) {
        return api.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), password));
    }

    private static void isInvalid(ApiResponse reply) {
        var error = reply.isProblem(422, "invalid").json().path("errors").path(0);
        assertThat(error.path("pointer").asString()).isEqualTo("/token");
        assertThat(error.path("code").asString()).isEqualTo("invalid_token");
    }

    /** Waits until all jobs have run. */
    private void settle() {
        await().until(() -> count("jobs WHERE kind = 'account_mail' AND status IN ('queued', 'running')") == 0);
    }

    /** The mails to an address, the oldest first, as soon as there are so many. */
    private List<MimeMessage> mails(String to, int wanted) {
        return await().until(() -> MAIL.received(to), mails -> mails.size() >= wanted);
    }

    private static List<String> subjects(List<MimeMessage> mails) {
        return mails.stream().map(mail -> {
            try {
                return mail.getSubject();
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }).toList();
    }

    private static String token(MimeMessage mail) {
        Matcher token = TOKEN.matcher(GreenMailUtil.getBody(mail));
        assertThat(token.find()).as("a token in the mail").isTrue();
        return token.group(1);
    }

    private int count(String rows) {
        return jdbc.sql("SELECT count(*) FROM " + rows).query(Integer.class).single();
    }

    /** How many rows of all tables contain a text in any column. */
    private long rowsWith(String text) {
        return jdbc.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'").query(String.class).list()
                .stream()
                .mapToLong(table -> jdbc.sql("SELECT count(*) FROM %s AS t WHERE strpos(t::text, :text) > 0".formatted(table))
                        .param("text", text).query(Long.class).single())
                .sum();
    }
}
