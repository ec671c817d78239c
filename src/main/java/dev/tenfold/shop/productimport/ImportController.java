package dev.tenfold.shop.productimport;

import dev.tenfold.api.problem.Problems;
import dev.tenfold.jobs.job.JobResponse;
import dev.tenfold.platform.failure.Failure.UnsupportedMediaType;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_NDJSON_VALUE;

@Tag(name = "Products")
@RestController
class ImportController {

    private static final String CSV = "text/csv";
    private static final String DESCRIPTION =
            """
            For admins. Up to 100,000 rows and 50 MB, as NDJSON (each line as the body of `addProduct`) or as CSV (RFC 4180, in UTF-8, with the columns \
            `sku,name,description,category,price_amount,price_currency,initial_stock` in any order; `description` and `initial_stock` may be missing). \
            A SKU that there is already changes that product, but for its stock; `initial_stock` is for new ones. The job's result is a `RowReport`.""";

    private final ImportService imports;

    ImportController(ImportService imports) {
        this.imports = imports;
    }

    @Operation(operationId = "importProducts", summary = "Add and change many products", description = DESCRIPTION,
            requestBody = @RequestBody(required = true,
                    content = {@Content(mediaType = APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string", format = "binary")),
                        @Content(mediaType = CSV, schema = @Schema(type = "string", format = "binary"))}))
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true,
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems(ProblemCode.TOO_SLOW)
    @PostMapping(path = "/api/v1/products/import", consumes = {APPLICATION_NDJSON_VALUE, CSV}, produces = APPLICATION_JSON_VALUE)
    ResponseEntity<JobResponse> upload(@AuthenticationPrincipal Caller caller, HttpServletRequest request) throws IOException {
        return JobResponse.accepted(imports.queue(caller, format(request), request.getInputStream()));
    }

    private static ImportFormat format(HttpServletRequest request) {
        MediaType type = MediaType.parseMediaType(request.getContentType());
        if (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8)) {
            throw new UnsupportedMediaType(List.of(MediaType.APPLICATION_NDJSON_VALUE, "text/csv;charset=UTF-8"));
        }
        return ImportFormat.of(type);
    }
}
