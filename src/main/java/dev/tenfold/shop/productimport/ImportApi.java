package dev.tenfold.shop.productimport;

import dev.tenfold.api.problem.Problems;
import dev.tenfold.jobs.job.JobResponse;
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
import org.springframework.http.ResponseEntity;

import static org.springframework.http.MediaType.APPLICATION_NDJSON_VALUE;

/** The OpenAPI documentation of {@link ImportController}. */
@Tag(name = "Products")
interface ImportApi {

    String CSV = "text/csv";
    /** As many characters as a file may have bytes. NDJSON is text: a generated client in Java sends text as it is, but of a `binary` body only the path. */
    int MAX_LENGTH = 50 * 1024 * 1024;
    String DESCRIPTION =
            """
            For admins. Up to 100,000 rows and 50 MB, as NDJSON (each line as the body of `addProduct`) or as CSV (RFC 4180, in UTF-8, with the columns \
            `sku,name,description,category,price_amount,price_currency,initial_stock` in any order; `description` and `initial_stock` may be missing). \
            A SKU that there is already changes that product, but for its stock; `initial_stock` is for new ones. The job's result is a `RowReport`.""";

    @Operation(operationId = "importProducts", summary = "Import products from a file", description = DESCRIPTION,
            requestBody = @RequestBody(required = true,
                    content = {@Content(mediaType = APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string", maxLength = MAX_LENGTH)),
                        @Content(mediaType = CSV, schema = @Schema(type = "string", format = "binary"))}))
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true,
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems({ProblemCode.TOO_SLOW, ProblemCode.TOO_MANY_JOBS})
    ResponseEntity<JobResponse> upload(Caller caller, HttpServletRequest request) throws IOException;
}
