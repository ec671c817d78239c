package dev.tenfold.api.audit;

import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.route.Routes;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@RequestMapping(path = Routes.AUDIT_EVENTS, version = "1+", produces = APPLICATION_JSON_VALUE)
class AuditController implements AuditApi {

    private final AuditService events;

    AuditController(AuditService events) {
        this.events = events;
    }

    @Override
    @GetMapping(version = "1")
    public ResponseEntity<Page<AuditEventResponse>> list(@RequestParam(name = "user_id", required = false) @Nullable AuditedId user,
            @RequestParam(name = "subject_id", required = false) @Nullable AuditedId subject,
            @RequestParam(required = false) @Nullable String kind, @ParameterObject Paging paging, HttpServletRequest request) {
        Page<AuditEventResponse> page = events.list(AuditFilter.of(user, subject, kind), paging).map(AuditEventResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Override
    @GetMapping(version = "2+")
    public ResponseEntity<PageV2<AuditEventResponse>> listV2(@RequestParam(name = "user_id", required = false) @Nullable AuditedId user,
            @RequestParam(name = "subject_id", required = false) @Nullable AuditedId subject,
            @RequestParam(required = false) @Nullable String kind, @ParameterObject Paging paging, HttpServletRequest request) {
        return PageV2.of(list(user, subject, kind, paging, request), paging);
    }
}
