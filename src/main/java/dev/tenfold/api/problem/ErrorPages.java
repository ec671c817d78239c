package dev.tenfold.api.problem;

import dev.tenfold.platform.failure.Failure;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers errors outside Spring MVC, which the servlet container forwards here: {@code sendError} and exceptions of filters. */
@Hidden
@RestController
class ErrorPages implements ErrorController {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

    private final ProblemResponses problems;

    ErrorPages(ProblemResponses problems) {
        this.problems = problems;
    }

    @RequestMapping("${spring.web.error.path:/error}")
    ResponseEntity<Problem> answer(HttpServletRequest request) {
        int status =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : HttpStatus.NOT_FOUND.value();
        Object cause = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Failure failure =
                cause instanceof Exception exception ? ProblemAdvice.failure(exception) : ProblemResponses.ofStatus(status, reason(status));
        if (failure instanceof Failure.Internal) {
            LOG.error("{} failed outside Spring MVC, request_id {}", RequestContext.of(request).instance(),
                    RequestContext.of(request).requestId(),
                    cause);
        }
        return problems.answer(failure, RequestContext.of(request));
    }

    static String reason(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Status " + status : known.getReasonPhrase();
    }
}
