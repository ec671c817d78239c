package dev.tenfold.jobs.storage;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the store: S3 if a bucket is configured, otherwise a folder. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    @Bean
    FileStore files(StorageProperties properties) {
        String bucket = properties.bucket();
        return bucket == null || bucket.isBlank() ? new FolderStore(properties.directory()) : S3Store.of(bucket, properties);
    }
}
