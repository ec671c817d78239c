package dev.tenfold.jobs.storage;

import dev.tenfold.jobs.storage.FileWriter.StoreOutput;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
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

    private static final String TEMPORARY = "tenfold-";
    private static final String UPLOAD = ".upload";
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final S3Client s3;
    private final String bucket;
    private final Path folder;
    private final Duration limit;

    private S3Store(S3Client s3, String bucket, Path folder, Duration limit) {
        this.s3 = s3;
        this.bucket = bucket;
        this.folder = folder;
        this.limit = limit;
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
        return new S3Store(s3.build(), bucket, properties.directory(), properties.timeout());
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
        Path file = temporary();
        try {
            try (StoreOutput out = open(file)) {
                FileWriter.write(content, out);
            }
            call(() -> s3.putObject(put -> put.bucket(bucket).key(name.value()), RequestBody.fromFile(file)));
        } catch (FileStoreException failure) {
            throw FileStoreException.unavailable(failure);
        } finally {
            UnfinishedFiles.deleteQuietly(file);
        }
    }

    private static StoreOutput open(Path file) throws FileStoreException {
        try {
            return new StoreOutput(Files.newOutputStream(file));
        } catch (IOException failure) {
            throw new FileStoreException(failure);
        }
    }

    private Path temporary() {
        try {
            Files.createDirectories(folder);
            return Files.createTempFile(folder, TEMPORARY, UPLOAD);
        } catch (IOException failure) {
            throw FileStoreException.unavailable(failure);
        }
    }

    @Override
    public void deleteUnfinished(Instant before) {
        UnfinishedFiles.delete(folder, TEMPORARY + "*" + UPLOAD, before);
    }

    @Override
    public Optional<StoredFile> open(FileName name) {
        try {
            var object = call(() -> s3.getObject(get -> get.bucket(bucket).key(name.value())));
            return Optional.of(new StoredFile(new StoreInput(object, limit), object.response().contentLength()));
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
            throw FileStoreException.unavailable(failure);
        }
    }

    @Override
    public void close() {
        s3.close();
    }
}
