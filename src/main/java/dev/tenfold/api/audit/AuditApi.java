package dev.tenfold.api.audit;

import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link AuditController}, and the constraints of its parameters. */
@Tag(name = "Audit")
interface AuditApi {

    @Operation(operationId = "listAuditEvents", summary = "List audit events, newest first",
            description = "For admins. The filters can be combined. A failed attempt appears after about ten seconds.")
    ResponseEntity<Page<AuditEventResponse>> list(
            @Parameter(description = "Only what this user did.") @Nullable AuditedId user,
            @Parameter(description = "Only what was done to this user, product, order, job or webhook.") @Nullable AuditedId subject,
            @Parameter(description = "Only events of this kind.")
            @Pattern(regexp = AuditKind.NAMES) @Nullable String kind,
            @Valid Paging paging,
            HttpServletRequest request);

    @Operation(operationId = "listAuditEvents", summary = "List audit events, newest first",
            description = "For admins. The filters can be combined. A failed attempt appears after about ten seconds.")
    ResponseEntity<PageV2<AuditEventResponse>> listV2(
            @Parameter(description = "Only what this user did.") @Nullable AuditedId user,
            @Parameter(description = "Only what was done to this user, product, order, job or webhook.") @Nullable AuditedId subject,
            @Parameter(description = "Only events of this kind.")
            @Pattern(regexp = AuditKind.NAMES) @Nullable String kind,
            @Valid Paging paging,
            HttpServletRequest request);
}
