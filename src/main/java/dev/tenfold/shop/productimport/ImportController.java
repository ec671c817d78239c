package dev.tenfold.shop.productimport;

import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.jobs.job.JobResponse;
import dev.tenfold.platform.failure.Failure.UnsupportedMediaType;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.csv.CsvEncoding;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_NDJSON_VALUE;

@RestController
class ImportController implements ImportApi {

    private final ImportService imports;

    ImportController(ImportService imports) {
        this.imports = imports;
    }

    @Override
    @PostMapping(path = Routes.IMPORT, version = "1+", consumes = {APPLICATION_NDJSON_VALUE, CSV}, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<JobResponse> upload(@AuthenticationPrincipal Caller caller, @ParameterObject ImportRequest parameters,
            ApiVersion version, HttpServletRequest request) throws IOException {
        MediaType type = MediaType.parseMediaType(request.getContentType());
        ImportFormat format = ImportFormat.of(type);
        ImportOptions options = parameters.options(format, encoding(type, format));
        return JobResponse.accepted(imports.queue(caller, format, options, request.getInputStream()), version);
    }

    /** The encoding that the request names; null if it names none. */
    private static @Nullable CsvEncoding encoding(MediaType type, ImportFormat format) {
        if (type.getCharset() == null) {
            return null;
        }
        CsvEncoding named = CsvEncoding.named(type.getCharset()).orElseThrow(ImportController::unsupported);
        if (format == ImportFormat.NDJSON && named != CsvEncoding.UTF_8) {
            throw unsupported();
        }
        return named;
    }

    private static UnsupportedMediaType unsupported() {
        return new UnsupportedMediaType(List.of(APPLICATION_NDJSON_VALUE, "text/csv;charset=UTF-8", "text/csv;charset=UTF-16",
                "text/csv;charset=windows-1252"), false);
    }
}
