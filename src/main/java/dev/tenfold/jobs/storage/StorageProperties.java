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
 * Where files are stored.
 * @param folder the folder for files if no bucket is set; the same for all instances. With a bucket, what is on its way there waits in this
 * folder, and each process may have its own. If it is not set, it is a temporary folder of this machine; without a bucket that is only
 * allowed for a process that runs alone
 * @param bucket the S3 bucket for files; it must exist
 * @param endpoint the address of a service that is compatible with S3; Amazon's by default
 * @param region the bucket's region
 * @param accessKey the access key id; by default, the credentials from the process's environment (as Amazon's SDK finds them)
 * @param secretKey the secret access key
 * @param timeout how long one call to S3 may take, including the transfer of the whole file
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

    Path directory() {
        return folder == null ? Path.of(System.getProperty("java.io.tmpdir"), "tenfold-files") : folder;
    }

    @AssertTrue(message = "set both access-key and secret-key, or neither")
    boolean isKeyWhole() {
        return (accessKey == null) == (secretKey == null);
    }
}
