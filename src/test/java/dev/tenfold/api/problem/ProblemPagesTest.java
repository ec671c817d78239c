package dev.tenfold.api.problem;

import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class ProblemPagesTest {

    private final ApiClient api;

    ProblemPagesTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeHasAPageWithItsMeaning(ProblemCode code) {
        ApiResponse page = api.with("Accept", "text/html").get("/problems/" + code.value()).is(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).contains("<h1>" + code.title()).contains(code.value()).contains(Integer.toString(code.status()));
        assertThat(page.text()).contains(HtmlUtils.htmlEscape(code.meaning()));
    }

    @Test
    void onePageListsThemAll() {
        String page = api.with("Accept", "text/html").get("/problems").is(200).text();
        for (ProblemCode code : ProblemCode.values()) {
            assertThat(page).contains("href=\"/problems/" + code.value() + "\"");
        }
    }

    @Test
    void theTypeOfAProblemIsTheUrlOfItsPage() {
        String type = api.get("/nothing").isProblem(404, "not_found").json().path("type").asString();
        assertThat(api.with("Accept", "text/html").get(type).is(200).text()).contains("not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT_FOUND", "nothing", "%3Cscript%3E"})
    void anUnknownCodeHasNoPage(String code) {
        ApiResponse reply = api.with("Accept", "text/html").get("/problems/" + code).is(404);
        assertThat(reply.json().path("code").asString()).isEqualTo("not_found");
        assertThat(reply.text()).doesNotContain("<script>");
    }
}
