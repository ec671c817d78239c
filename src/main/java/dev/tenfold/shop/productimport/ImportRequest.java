package dev.tenfold.shop.productimport;

import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.shop.csv.CsvEncoding;
import dev.tenfold.shop.money.IsoCurrency;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/**
 * The query parameters of an import.
 * @param profile whose product file it is; ours if null
 * @param currency the currency of prices that do not name one
 * @param dryRun whether nothing is written; false if null
 */
record ImportRequest(
        @Parameter(
                description = "Reads a CSV file that another service has written: its columns, prices such as `19.99`, and its variants as products. "
                        + "Without it, the file has the columns above.") @Pattern(
                                regexp = ImportProfile.NAMES) @Nullable String profile,
        @Parameter(description = "The currency code (ISO 4217) of prices in a CSV file that do not name one. "
                + "`shopify` and `woocommerce` need it.", example = "USD",
                schema = @Schema(pattern = "^[A-Z]{3}$")) @IsoCurrency @Nullable String currency,
        @Parameter(name = "dry_run",
                description = "`true`: the report says what the import would do, and nothing is written.") @BindParam("dry_run") @Nullable Boolean dryRun) {

    /** @throws Malformed when the parameters do not fit the file's format, or each other */
    ImportOptions options(ImportFormat format, @Nullable CsvEncoding encoding) {
        if (format == ImportFormat.NDJSON && (profile != null || currency != null)) {
            throw wrong(profile == null ? "currency" : "profile", "is only for CSV files");
        }
        ImportProfile known = profile == null ? null : ImportProfile.of(profile);
        if (known != null && !known.hasCurrencies() && currency == null) {
            throw wrong("currency", "is needed: files of " + profile + " do not name the currency of their prices");
        }
        return new ImportOptions(known, currency, encoding, Boolean.TRUE.equals(dryRun) ? true : null);
    }

    private static Malformed wrong(String parameter, String detail) {
        return new Malformed(ProblemCode.INVALID_PARAMETER, "Parameter " + parameter + ": " + detail);
    }
}
