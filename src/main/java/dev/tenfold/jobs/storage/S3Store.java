package dev.tenfold.jobs.storage;

import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Stores files in a bucket of S3 or a compatible service. S3 makes an object visible only when it is complete. */
final class S3Store implements FileStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final S3Client s3;
    private final String bucket;
    private final Path folder;

    private S3Store(S3Client s3, String bucket, Path folder) {
        this.s3 = s3;
        this.bucket = bucket;
        this.folder = folder;
    }

    /**
     * Opens no connection yet. Uses path-style addresses, and sends only the checksums that S3 requires: not every compatible service
     * supports more.
     */
    static S3Store of(String bucket, StorageProperties properties) {
        S3ClientBuilder s3 = S3Client.builder().region(Region.of(properties.region())).forcePathStyle(true)
                .credentialsProvider(credentials(properties))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
                .overrideConfiguration(calls -> calls.apiCallTimeout(properties.timeout()));
        URI endpoint = properties.endpoint();
        if (endpoint != null) {
            s3 = s3.endpointOverride(endpoint);
        }
        return new S3Store(s3.build(), bucket, properties.place());
    }

    private static AwsCredentialsProvider credentials(StorageProperties properties) {
        String id = properties.accessKey();
        String secret = properties.secretKey();
        return id == null || secret == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
    }

    /** Writes to a temporary local file first: S3 needs the length in advance, and a retry must be able to start again. */
    @Override
    public void put(FileName name, FileContent content) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "_", ".upload"); // no FileName begins like this
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                var sink = new FileWriter(out);
                content.writeTo(sink);
                sink.flush();
            }
            call(() -> s3.putObject(put -> put.bucket(bucket).key(name.value()), RequestBody.fromFile(file)));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public Optional<StoredFile> open(FileName name) {
        try {
            var object = call(() -> s3.getObject(get -> get.bucket(bucket).key(name.value())));
            return Optional.of(new StoredFile(object, object.response().contentLength()));
        } catch (NoSuchKeyException none) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(FileName name) {
        call(() -> s3.deleteObject(delete -> delete.bucket(bucket).key(name.value())));
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (NoSuchKeyException none) {
            throw none;
        } catch (SdkException failure) {
            LOG.warn("The request to S3 failed", failure);
            throw new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "The file storage does not answer", RETRY_AFTER);
        }
    }

    @Override
    public void close() {
        s3.close();
    }
}
