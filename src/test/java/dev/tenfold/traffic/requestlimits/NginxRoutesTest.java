package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.route.Access;
import dev.tenfold.api.route.RequestClass;
import dev.tenfold.api.route.Route;
import dev.tenfold.api.route.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares the configuration of NGINX with the table of routes and with the limits of the service. */
class NginxRoutesTest {

    private static final Path FOLDER = Path.of("nginx");
    private static final Pattern LOCATION =
            Pattern.compile("^    location (?:(=|~\\*?) )?(\\S+) \\{\\n(.*?)^    }", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern MAX_BODY = Pattern.compile("client_max_body_size (\\d+)([km]);");

    private final List<Location> locations = locations(read("tenfold.conf"));
    private final RequestLimitProperties limits = new Binder(List.of(new MapConfigurationPropertySource()), null,
            ApplicationConversionService.getSharedInstance())
            .bindOrCreate("tenfold.requestlimits", Bindable.of(RequestLimitProperties.class));

    /** @param kind {@code =}, {@code ~}, {@code ~*}, or nothing for a prefix */
    private record Location(String kind, String pattern, String body) {

        boolean isRegex() {
            return kind.startsWith("~");
        }

        boolean matches(String path) {
            return switch (kind) {
                case "=" -> path.equals(pattern);
                case "~" -> Pattern.compile(pattern).matcher(path).find();
                case "~*" -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(path).find();
                default -> path.startsWith(pattern);
            };
        }
    }

    @Test
    void nginxCachesExactlyTheCachedRoutes() {
        for (Route route : Routes.all()) {
            if (route.method().equals("GET")) {
                assertThat(location(route).body().contains("proxy_cache ")).as("proxy_cache for " + route.pattern())
                        .isEqualTo(route.isCached());
            }
        }
    }

    @Test
    void onlyUploadsMayHaveLongBodies() {
        DataSize usual = maxBody(read("limits.conf")).orElseThrow();
        for (Route route : Routes.all()) {
            assertThat(maxBody(location(route).body()).orElse(usual)).as("client_max_body_size for %s %s", route.method(), route.pattern())
                    .isEqualTo(route.isUpload() ? limits.maxUpload() : usual);
        }
        assertThat(usual).as("NGINX must pass every body that the service accepts").isGreaterThanOrEqualTo(limits.maxBody())
                .isGreaterThanOrEqualTo(limits.maxLongBody());
        assertThat(read("nginx.conf")).as("the limits that the problem of a long body names")
                .contains("default " + limits.maxBody().toBytes() + ";",
                        "\"~^" + versions(Routes.IMPORT) + "$\" " + limits.maxUpload().toBytes() + ";",
                        "\"~^" + versions(Routes.PRODUCTS) + "(/[^/]+)?$\" " + limits.maxLongBody().toBytes() + ";");
    }

    /** The tmpfs of Compose holds the cache, and what all requests of one address may write: their bodies, and no answers. */
    @Test
    void theDiskHasRoomForTheBodiesOfAnAddress() {
        DataSize disk = DataSize.ofMegabytes(number("../docker-compose.yml", "/var/cache/nginx:.*size=(\\d+)m"));
        DataSize cache = DataSize.ofMegabytes(number("cache.conf", "max_size=(\\d+)m"));
        long requests = number("limits.conf", "limit_conn connections (\\d+);");
        long bodies = requests * maxBody(read("limits.conf")).orElseThrow().toBytes();
        assertThat(cache.toBytes() + bodies).isLessThan(disk.toBytes());
        assertThat(read("proxy.conf")).contains("proxy_max_temp_file_size 0;");
        for (Route route : Routes.all()) {
            assertThat(location(route).body().contains("proxy_request_buffering off;")).as("%s %s", route.method(), route.pattern())
                    .isEqualTo(location(route).body().contains("client_max_body_size"));
        }
    }

    /** As NGINX has the paths of all versions. */
    private static String versions(String template) {
        return template.replace("{version}", "v[0-9]+");
    }

    @Test
    void theActuatorIsNotReachable() {
        assertThat(Routes.all()).filteredOn(route -> route.pattern().startsWith(Routes.ACTUATOR)).isNotEmpty()
                .allSatisfy(route -> assertThat(location(route).body()).contains("return 404;").doesNotContain("proxy.conf"));
    }

    @Test
    void allOtherRoutesArePassedOn() {
        assertThat(Routes.all()).filteredOn(route -> !route.pattern().startsWith(Routes.ACTUATOR))
                .allSatisfy(route -> assertThat(location(route).body()).as(route.pattern()).contains("include proxy.conf;"));
    }

    /** Because gzip makes an {@code ETag} weak, and a change needs a strong one. Only lists and answers without an ETag are compressed. */
    @Test
    void nginxCompressesNoAnswerThatAChangeIsBasedOn() {
        List<String> changed = Routes.all().stream().filter(route -> List.of("PUT", "PATCH", "DELETE").contains(route.method()))
                .map(Route::pattern).toList();
        assertThat(changed).isNotEmpty();
        for (Route route : Routes.all()) {
            if (changed.contains(route.pattern())) {
                assertThat(location(route).body()).as(route.pattern()).doesNotContain("gzip on");
            }
        }
    }

    /** The service compresses cached lists itself. */
    @Test
    void nginxCompressesAllOtherLists() {
        assertThat(Routes.all()).filteredOn(route -> route.method().equals("GET") && route.pattern().startsWith("/api/")
                && route.requestClass() == RequestClass.LISTS && !route.isCached()).hasSizeGreaterThan(5)
                .allSatisfy(route -> assertThat(location(route).body()).as(route.pattern()).contains("gzip on;"));
    }

    @Test
    void everyLocationIsForARoute() {
        for (Location location : locations) {
            assertThat(Routes.all()).as("a route for the location " + location.pattern())
                    .anyMatch(route -> location(route).equals(location));
        }
        assertThat(Routes.all()).as("no token is needed for a cached answer").filteredOn(Route::isCached)
                .allMatch(route -> route.access() == Access.PUBLIC);
    }

    /** The location that NGINX chooses: an exact one, else the first regular expression, else the longest prefix. */
    private Location location(Route route) {
        String path = route.pattern().replace("/**", "/x").replace("*", "019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b");
        List<Location> matching = locations.stream().filter(location -> location.matches(path)).toList();
        return matching.stream().filter(location -> location.kind().equals("=")).findFirst()
                .or(() -> matching.stream().filter(Location::isRegex).findFirst())
                .or(() -> matching.stream().max(Comparator.comparingInt(location -> location.pattern().length()))).orElseThrow();
    }

    private static List<Location> locations(String configuration) {
        List<Location> locations = new ArrayList<>();
        Matcher matcher = LOCATION.matcher(configuration);
        while (matcher.find()) {
            locations.add(new Location(matcher.group(1) == null ? "" : matcher.group(1), matcher.group(2), matcher.group(3)));
        }
        assertThat(configuration.lines().filter(line -> line.strip().startsWith("location "))).as("all locations are read")
                .hasSameSizeAs(locations);
        return locations;
    }

    private static Optional<DataSize> maxBody(String configuration) {
        Matcher matcher = MAX_BODY.matcher(configuration);
        return matcher.find() ? Optional.of(DataSize.parse(matcher.group(1) + matcher.group(2).toUpperCase(Locale.ROOT) + "B"))
                : Optional.empty();
    }

    private static long number(String file, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(read(file));
        assertThat(matcher.find()).as(pattern).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
