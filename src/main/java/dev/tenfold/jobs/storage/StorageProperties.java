package dev.tenfold.jobs.storage;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where files are kept.
 *
 * @param folder the folder that they lie in, where no bucket is named: the same for all instances; one of this machine's temporary folder where
 *     neither is named
 * @param bucket the bucket of S3 that they lie in; it must be there
 * @param endpoint the address of a service that is compatible with S3; Amazon's where none is named
 * @param region the bucket's region
 * @param accessKey the id of the key to sign with; without one, what the environment of the process gives (as Amazon's SDK looks for it)
 * @param secretKey the key to sign with
 * @param timeout how long one call to S3 may take, the whole of a file included
 */
@Validated
@ConfigurationProperties("tenfold.storage")
record StorageProperties(
        @Nullable Path folder,
        @Nullable String bucket,
        @Nullable URI endpoint,
        @DefaultValue("us-east-1") @NotBlank String region,
        @Nullable String accessKey,
        @Nullable String secretKey,
        @DefaultValue("60s") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration timeout) {

    Path place() {
        return folder == null ? Path.of(System.getProperty("java.io.tmpdir"), "tenfold-files") : folder;
    }

    @AssertTrue(message = "accessKey and secretKey go together")
    boolean isKeyWhole() {
        return (accessKey == null) == (secretKey == null);
    }
}
