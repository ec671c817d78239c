package dev.tenfold.shop.user;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.security.password.PasswordHasher;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.LockWaiters;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Sets all other admins aside by SQL, and restores them afterwards, because other tests need theirs. */
@TenfoldTest
@ExtendWith(OutputCaptureExtension.class)
class LastAdminTest {

    private static final String TO_USER = "{\"role\": \"user\"}";
    private static final String ADMINS = "SELECT id FROM users WHERE role = 'admin' AND deleted_at IS NULL";

    private final TestAccounts people;
    private final JdbcClient jdbc;
    private final UserRepository users;
    private final MailRecipients recipients;
    private final PasswordHasher passwords;
    private final Transactions transactions;
    private final UserAudit audit;
    private final Clock clock;
    private List<UUID> setAside = List.of();

    LastAdminTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired UserRepository users,
            @Autowired MailRecipients recipients, @Autowired PasswordHasher passwords, @Autowired Transactions transactions,
            @Autowired UserAudit audit, @Autowired Clock clock) {
        this.people = new TestAccounts(new ApiClient(port));
        this.jdbc = jdbc;
        this.users = users;
        this.recipients = recipients;
        this.passwords = passwords;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    @BeforeEach
    void setAllAdminsAside() {
        setAside = jdbc.sql(ADMINS).query(UUID.class).list();
        jdbc.sql("UPDATE users SET role = 'user' WHERE id IN (:ids)").param("ids", setAside).update();
    }

    @AfterEach
    void putThemBack() {
        jdbc.sql("UPDATE users SET role = 'user' WHERE role = 'admin'").update();
        jdbc.sql("UPDATE users SET role = 'admin' WHERE id IN (:ids)").param("ids", setAside).update();
    }

    @Test
    void theLastAdminCannotBeDemotedOrDeleted() {
        Person last = newAdmin();
        String path = "/api/v1/users/" + last.id();
        last.api().patch(path, TO_USER).isProblem(409, "last_admin");
        last.api().delete(path).isProblem(409, "last_admin");
        assertThat(admins()).hasSize(1);

        Person second = newAdmin();
        last.api().patch(path, TO_USER).is(200);
        second.api().delete("/api/v1/users/" + second.id()).isProblem(409, "last_admin");
    }

    @RepeatedTest(5)
    void oneOfTwoAdminsDemotingEachOtherRemains() {
        List<Person> two = List.of(newAdmin(), newAdmin());
        List<ApiResponse> replies =
                Concurrently.run(2, number -> two.get(number).api().patch("/api/v1/users/" + two.get(1 - number).id(), TO_USER));
        List<Integer> statuses = replies.stream().map(ApiResponse::status).sorted().toList();
        assertThat(statuses).as("the slower is the last admin, or none any more, whose token has ended").isIn(List.of(200, 409),
                List.of(200, 401));
        assertThat(admins()).hasSize(1);
    }

    /** Otherwise two of them deadlock: each holds its own admin and waits for the other's. */
    @Test
    void aDemotionHoldsNoAdminWhileItWaitsForOneWithALowerId() throws Exception {
        Person low = newAdmin();
        Person high = newAdmin();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<ApiResponse>> changes = List.of(() -> low.api().patch("/api/v1/users/" + high.id(), TO_USER),
                    () -> low.api().delete("/api/v1/users/" + high.id()));
            for (Callable<ApiResponse> change : changes) {
                Future<ApiResponse> waiting = transactions.run(() -> {
                    lock(low);
                    Future<ApiResponse> sent = executor.submit(change);
                    LockWaiters.awaitOne(jdbc);
                    assertThat(lock(high)).as("it is free").isOne();
                    return sent;
                });
                assertThat(waiting.get().status()).isBetween(200, 204);
                jdbc.sql("UPDATE users SET role = 'admin' WHERE id = :id::uuid").param("id", high.id()).update();
            }
        }
    }

    /** The request was checked before the demotion was committed, and its token still says admin. */
    @Test
    void anAdminWhoIsDemotedMeanwhileDoesNotBecomeAdminAgain() throws Exception {
        newAdmin();
        Person demoted = newAdmin();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ApiResponse> waiting = transactions.run(() -> {
                jdbc.sql("UPDATE users SET role = 'user' WHERE id = :id::uuid").param("id", demoted.id()).update();
                Future<ApiResponse> sent =
                        executor.submit(() -> demoted.api().patch("/api/v1/users/" + demoted.id(), "{\"role\": \"admin\"}"));
                LockWaiters.awaitOne(jdbc);
                return sent;
            });
            waiting.get().isProblem(403, "forbidden");
        }
        assertThat(admins()).hasSize(1);
    }

    private int lock(Person person) {
        return jdbc.sql("SELECT 1 FROM users WHERE id = :id::uuid FOR NO KEY UPDATE SKIP LOCKED").param("id", person.id())
                .query(Integer.class).list().size();
    }

    /** New orders and jobs refer to the user's row. */
    @Test
    void aLockedUserCanStillBeReferredTo() {
        Person user = people.newUser();
        transactions.run(() -> {
            assertThat(users.lock(UserId.of(user.id()))).isPresent();
            assertThat(Concurrently.run(1, _ -> jdbc.sql("""
                    INSERT INTO jobs (id, kind, status, queued_by, payload, created_at, finished_at)
                    VALUES (uuidv7(), 'none', 'succeeded', :user::uuid, '{}', now(), now())
                    """).param("user", user.id()).update())).containsExactly(1);
        });
    }

    @RepeatedTest(5)
    void oneOfTwoAdminsDeletedAtOnceRemains() {
        List<Person> two = List.of(newAdmin(), newAdmin());
        List<ApiResponse> replies = Concurrently.run(2, number -> two.get(number).api().delete("/api/v1/users/" + two.get(number).id()));
        assertThat(replies).extracting(ApiResponse::status).containsExactlyInAnyOrder(204, 409);
        assertThat(admins()).hasSize(1);
    }

    @Test
    void theFirstAdminIsCreatedOnlyIfThereIsNone(CapturedOutput output) {
        String email = UUID.randomUUID() + "@tenfold.test";
        start(email);
        assertThat(admins()).hasSize(1);
        people.signIn(email).get("/api/v1/users").is(200);
        assertThat(output).contains("Created the first admin, user " + admins().getFirst()).doesNotContain(email);

        start(UUID.randomUUID() + "@tenfold.test");
        assertThat(admins()).hasSize(1);
    }

    @Test
    void aUserWithTheConfiguredEmailDoesNotBecomeAnAdmin(CapturedOutput output) {
        Person user = people.newUser();
        start(user.email());
        assertThat(admins()).isEmpty();
        assertThat(output).contains("There is no admin").doesNotContain(user.email());
    }

    @Test
    void withoutSettingsThereIsNoAdmin() {
        new FirstAdmin(users, recipients, passwords, transactions, audit, clock, new FirstAdmin.FirstAdminProperties(null, null))
                .run(new DefaultApplicationArguments());
        assertThat(admins()).isEmpty();
    }

    private void start(String email) {
        var settings = new FirstAdmin.FirstAdminProperties(email, TestAccounts.PASSWORD);
        new FirstAdmin(users, recipients, passwords, transactions, audit, clock, settings).run(new DefaultApplicationArguments());
    }

    private Person newAdmin() {
        Person user = people.newUser();
        jdbc.sql("UPDATE users SET role = 'admin' WHERE id = :id::uuid").param("id", user.id()).update();
        return new Person(user.id(), user.email(), people.signIn(user.email()));
    }

    private List<UUID> admins() {
        return jdbc.sql(ADMINS).query(UUID.class).list();
    }
}
