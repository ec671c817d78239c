package dev.tenfold.api.request;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How requests are counted by version of the API.
 * @param clients the names of programs that are counted separately: what {@code User-Agent} begins with, up to the first slash or blank.
 *        Other programs are counted together as {@code other}
 */
@Validated
@ConfigurationProperties("tenfold.api")
record VersionProperties(@DefaultValue({"mozilla", "curl", "wget", "java-http-client", "openapi-generator", "okhttp", "apache-httpclient",
    "reactornetty", "node", "undici", "node-fetch", "axios", "python-requests", "python-httpx", "aiohttp", "go-http-client", "guzzlehttp",
    "faraday", "reqwest", "postmanruntime"}) @NotNull @Size(max = 50) List<
            @NotNull @Pattern(regexp = "[A-Za-z0-9._-]{1,40}") String> clients) {}
