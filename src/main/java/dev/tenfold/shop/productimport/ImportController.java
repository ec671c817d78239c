package dev.tenfold.shop.productimport;

import dev.tenfold.api.route.Routes;
import dev.tenfold.jobs.job.JobResponse;
import dev.tenfold.platform.failure.Failure.UnsupportedMediaType;
import dev.tenfold.security.identity.Caller;
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

@RestController
class ImportController implements ImportApi {

    private final ImportService imports;

    ImportController(ImportService imports) {
        this.imports = imports;
    }

    @Override
    @PostMapping(path = Routes.IMPORT, consumes = {APPLICATION_NDJSON_VALUE, CSV}, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<JobResponse> upload(@AuthenticationPrincipal Caller caller, HttpServletRequest request) throws IOException {
        return JobResponse.accepted(imports.queue(caller, format(request), request.getInputStream()));
    }

    private static ImportFormat format(HttpServletRequest request) {
        MediaType type = MediaType.parseMediaType(request.getContentType());
        if (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8)) {
            throw new UnsupportedMediaType(List.of(MediaType.APPLICATION_NDJSON_VALUE, "text/csv;charset=UTF-8"), false);
        }
        return ImportFormat.of(type);
    }
}
