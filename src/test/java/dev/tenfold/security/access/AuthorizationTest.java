package dev.tenfold.security.access;

import dev.tenfold.security.access.AuthorizationRequests.Request;
import dev.tenfold.security.access.AuthorizationTable.Caller;
import dev.tenfold.security.access.AuthorizationTable.Row;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.client.TestUsers.Member;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends the request of each row of the table in {@code docs/security.md} as each caller, for each version of the API. The OpenAPI documents
 * say which routes there are.
 */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationTest {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern VERSION = Pattern.compile("v\\d+");

    private final ApiClient anyone;
    private final JdbcClient jdbc;
    private final TestUsers users;
    private final AuthorizationRequests requests;
    private final Map<String, String> invalidTokens;
    /** The routes of each version. */
    private final Map<String, Set<String>> routes = new TreeMap<>();

    AuthorizationTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.anyone = new ApiClient(port);
        this.jdbc = jdbc;
        this.users = new TestUsers(jdbc);
        this.requests = new AuthorizationRequests(anyone, jdbc);
        this.invalidTokens = InvalidTokens.all(anyone, users);
    }

    @BeforeAll
    void readDocuments() {
        anyone.get("/v3/api-docs/swagger-config").is(200).json().path("urls").forEach(entry -> {
            String url = entry.path("url").asString();
            String version = ApiResponse.id(url);
            assertThat(version).matches(VERSION);
            routes.put(version, operations(anyone.get(url).is(200).json()));
        });
        assertThat(routes).containsKey("v1");
    }

    private static Set<String> operations(JsonNode document) {
        return document.path("paths").properties().stream().flatMap(path -> path.getValue().propertyNames().stream()
                .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey())).collect(Collectors.toCollection(TreeSet::new));
    }

    static List<Row> rows() {
        return AuthorizationTable.rows();
    }

    @Test
    void theTableHasTheRoutesOfTheDocumentsAndNoOthers() {
        routes.forEach((version, documented) -> {
            Set<String> listed =
                    rows().stream().filter(row -> row.isIn(version)).map(row -> row.route(version)).collect(Collectors.toSet());
            assertThat(new TreeSet<>(listed)).as("routes of %s", version).isEqualTo(documented);
        });
    }

    /** Otherwise nobody could see who did it. */
    @Test
    void everyChangeThatOthersMayNotMakeIsAudited() {
        assertThat(rows()).filteredOn(row -> row.isAdminsWrite() && row.statuses().get(Caller.ADMIN) < 300).hasSizeGreaterThan(20)
                .allSatisfy(row -> assertThat(row.auditEvents()).as(row.label()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachCallerGetsTheStatusInTheTable(Row row) {
        routes.keySet().stream().filter(row::isIn).forEach(version -> row.statuses().keySet().forEach(caller -> {
            if (caller == Caller.INVALID_TOKEN) {
                invalidTokens
                        .forEach((fault, token) -> send(row, version, caller, users.user(), new Member(UUID.randomUUID(), token), fault));
            } else {
                Member owner = users.user();
                send(row, version, caller, owner, member(caller, owner), "");
            }
        }));
    }

    private Member member(Caller caller, Member owner) {
        return switch (caller) {
            case OWNER -> owner;
            case ADMIN -> users.admin();
            default -> users.user();
        };
    }

    private void send(Row row, String version, Caller caller, Member owner, Member sender, String fault) {
        Request request = requests.of(row, owner, version);
        ApiClient client = caller == Caller.NOBODY ? anyone : anyone.as(sender.token());
        ApiResponse response = request.headers().apply(client).send(row.method(), request.path(), request.body());
        String who = "%s of %s by %s %s: %s".formatted(row, version, caller, fault, response.text());
        int expected = row.statuses().get(caller);
        assertThat(response.status()).as(who).isEqualTo(expected);
        switch (expected) {
            case 403 -> response.isProblem(403, "forbidden");
            case 404 -> assertIsLikeUnknown(row, request, client, response);
            default -> {}
        }
        if (caller == Caller.NOBODY || caller == Caller.ANOTHER_USER || caller == Caller.INVALID_TOKEN) {
            assertThat(response.text().replace(request.path(), "")).as("nothing of the owner in %s", who) // a problem repeats the path
                    .doesNotContain(owner.id().toString(), email(owner));
        }
        assertThat(auditEvents(sender)).as("audit events of %s", who)
                .isEqualTo(expected >= 300 ? Set.of() : caller == Caller.ADMIN ? row.auditEvents() : auditEvents(sender));
    }

    /** The answer for an object of somebody else is that for an object that does not exist. */
    private static void assertIsLikeUnknown(Row row, Request request, ApiClient client, ApiResponse response) {
        response.isProblem(404, "not_found");
        String unknown = ID.matcher(request.path()).replaceAll(_ -> UUID.randomUUID().toString());
        ApiResponse other = request.headers().apply(client).send(row.method(), unknown, request.body()).is(404);
        assertThat(response.json().path("detail").asString()).isEqualTo(other.json().path("detail").asString());
        assertThat(response.headers().map().keySet()).isEqualTo(other.headers().map().keySet());
    }

    private Set<String> auditEvents(Member user) {
        return Set.copyOf(jdbc.sql("SELECT DISTINCT kind FROM audit_events WHERE user_id = :user").param("user", user.id())
                .query(String.class).list());
    }

    /** Also of one who was deleted meanwhile. */
    private String email(Member owner) {
        return jdbc.sql("SELECT coalesce(email, 'none at all') FROM users WHERE id = :id").param("id", owner.id()).query(String.class)
                .single();
    }
}
