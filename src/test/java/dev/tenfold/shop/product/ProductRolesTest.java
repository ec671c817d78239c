package dev.tenfold.shop.product;

import dev.tenfold.testing.client.Api;
import dev.tenfold.testing.client.People;
import dev.tenfold.testing.client.Reply;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Everybody reads the catalog, admins keep it. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductRolesTest {

    private final Api anyone;
    private final Api user;
    private final Draft draft = Draft.any();
    private final String path;

    ProductRolesTest(@LocalServerPort int port) {
        this.anyone = new Api(port);
        var people = new People(anyone);
        this.user = people.newUser().api();
        this.path = "/api/v1/products/" + draft.id(people.admin());
    }

    @Test
    void everybodyReads() {
        for (Api reader : List.of(anyone, user)) {
            reader.get(path).is(200);
            reader.get(path + "/stock").is(200);
            reader.get("/api/v1/products?category=" + draft.category()).is(200);
        }
    }

    @Test
    void whoIsNotSignedInWritesNothing() {
        for (Reply refused : attempts(anyone)) {
            refused.isProblem(401, "unauthenticated");
            assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        }
        nothingChanged();
    }

    @Test
    void usersWriteNothing() {
        attempts(user).forEach(refused -> refused.isProblem(403, "forbidden"));
        nothingChanged();
    }

    private List<Reply> attempts(Api who) {
        Api matching = who.with("If-Match", "*");
        return List.of(Draft.any().category(draft.category()).add(who), matching.put(path, draft.name("Mine").replacement()),
                matching.patch(path, "{\"name\": \"Mine\"}"), matching.delete(path),
                who.newKey().post(path + "/stock-adjustments", "{\"delta\": 1, \"reason\": \"mine\"}"));
    }

    private void nothingChanged() {
        Reply product = anyone.get(path).is(200);
        assertThat(product.header("ETag")).isEqualTo("\"v1\"");
        assertThat(product.json().path("name").asString()).isEqualTo(draft.name());
        assertThat(anyone.get(path + "/stock").json().path("available").asLong()).isEqualTo(draft.stock());
        assertThat(anyone.get("/api/v1/products?category=" + draft.category()).json().path("data").size()).isEqualTo(1);
    }
}
