package dev.tenfold.shop.productimport;

import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
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
import jakarta.validation.Valid;
import java.io.IOException;
import org.springframework.http.ResponseEntity;

import static org.springframework.http.MediaType.APPLICATION_NDJSON_VALUE;

/** The OpenAPI documentation of {@link ImportController}, and the constraints of its parameters. */
@Tag(name = "Products")
interface ImportApi {

    String CSV = "text/csv";
    /** As many characters as a file may have bytes. NDJSON is text: a generated client in Java sends text as it is, but of a `binary` body only the path. */
    int MAX_LENGTH = 50 * 1024 * 1024;
    String DESCRIPTION =
            """
            For admins. Up to 100,000 rows and 50 MB, as NDJSON or as CSV. The job's result is a `RowReport`.

            **NDJSON**: each line is like the body of `addProduct`. **CSV**: the first row has the names of the columns, in any order: \
            `sku,name,description,category,price_amount,price_currency,initial_stock`. The delimiter is a comma, a semicolon, a tab or a vertical bar. \
            The encoding is UTF-8, or UTF-16; Windows-1252 only with `charset=windows-1252` in the content type. Numbers have digits only, and prices are \
            in minor units: 1999 for 19.99. An apostrophe before a formula (`'=1+1`) is removed, because reports add it.

            Only the SKU is required. A SKU that there is already changes that product, but not its stock; `initial_stock` is for new products. What is \
            absent stays as it is: a column, or a member that is missing or null. A new product needs a name, a category and a price. An empty cell removes \
            a description; anywhere else but in `initial_stock` it is an error. Empty rows are passed over. A row with an error is not imported, and the \
            report names its line. If reading stops before the end of the file, the job has failed; its report says where, and the rows before are \
            imported.""";

    @Operation(operationId = "importProducts", summary = "Import products from a file", description = DESCRIPTION,
            requestBody = @RequestBody(required = true,
                    content = {@Content(mediaType = APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string", maxLength = MAX_LENGTH)),
                        @Content(mediaType = CSV, schema = @Schema(type = "string", format = "binary"))}))
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true,
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems({ProblemCode.TOO_SLOW, ProblemCode.TOO_MANY_JOBS})
    ResponseEntity<JobResponse> upload(Caller caller, @Valid ImportRequest parameters, ApiVersion version, HttpServletRequest request)
            throws IOException;
}
