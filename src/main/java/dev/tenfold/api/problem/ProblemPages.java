package dev.tenfold.api.problem;

import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** The pages that the {@code type} of a problem links to, made from {@link ProblemCode}. */
@Hidden
@RestController
@RequestMapping(path = Routes.PROBLEMS, produces = MediaType.TEXT_HTML_VALUE)
class ProblemPages {

    @GetMapping
    String all() {
        return page("Problems", Arrays.stream(ProblemCode.values())
                .map(code -> "<li><a href=\"/problems/%1$s\"><code>%1$s</code></a> (%2$d) %3$s</li>".formatted(code.value(),
                        code.status(), code.title()))
                .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>")));
    }

    @GetMapping("/{code}")
    String one(@PathVariable String code) {
        ProblemCode problem = ProblemCode.named(code).orElseThrow(() -> new NotFound("There is no problem with this code"));
        return page(problem.title(), "<p><code>%s</code>, status %d</p>\n<p>%s</p>\n<p><a href=\"/problems\">All problems</a></p>"
                .formatted(problem.value(), problem.status(), HtmlUtils.htmlEscape(problem.meaning())));
    }

    private static String page(String title, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s</title></head>
                <body>
                <h1>%1$s</h1>
                %2$s
                </body>
                </html>
                """.formatted(HtmlUtils.htmlEscape(title), body);
    }
}
