package dev.tenfold.testing.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The products of the demo shop, read from {@code demo/catalog.txt}, which explains its format. */
final class Catalog {

    private static final Pattern CATEGORY = Pattern.compile("\\[(.+)] (\\w+)");
    private static final Pattern PRODUCT = Pattern.compile("(.+?) \\| (.+?) \\| (.+)");
    private static final Pattern VARIANT = Pattern.compile("(.+) (\\d+\\.\\d\\d)");
    private static final Duration NEWEST = Duration.ofDays(35);
    private static final Duration OLDEST = Duration.ofDays(300);

    private Catalog() {}

    /** All products. Each was added some weeks or months ago, so that orders of the last month can contain it. */
    static List<DemoProduct> read(Instant now, Random random, Function<Instant, UUID> ids) {
        var products = new ArrayList<DemoProduct>();
        String category = "";
        String prefix = "";
        int item = 0;
        for (String line : text().lines().filter(each -> !each.isBlank() && !each.startsWith("#")).toList()) {
            Matcher heading = CATEGORY.matcher(line);
            if (heading.matches()) {
                category = heading.group(1);
                prefix = heading.group(2);
                item = 0;
                continue;
            }
            Matcher product = matched(PRODUCT, line);
            Instant created = now.minusSeconds(random.nextLong(NEWEST.toSeconds(), OLDEST.toSeconds()));
            item++;
            int variants = 0;
            for (String each : product.group(3).split(", ", -1)) {
                Matcher variant = matched(VARIANT, each);
                variants++;
                long cents = new BigDecimal(variant.group(2)).movePointRight(2).longValueExact();
                products.add(new DemoProduct(ids.apply(created), "%s-%02d%d".formatted(prefix, item, variants),
                        product.group(1) + ", " + variant.group(1), product.group(2), category, cents, created));
                created = created.plusSeconds(1);
            }
        }
        return List.copyOf(products);
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("demo/catalog.txt: this is not as its first lines say: " + text);
        }
        return matcher;
    }

    private static String text() {
        try (var in = Catalog.class.getResourceAsStream("/demo/catalog.txt")) {
            if (in == null) {
                throw new IllegalStateException("demo/catalog.txt is not among the test resources");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
