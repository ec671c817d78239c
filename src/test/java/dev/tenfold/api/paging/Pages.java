package dev.tenfold.api.paging;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads a list from its first page to its last. */
public final class Pages {

    private static final Pattern NEXT = Pattern.compile("<(/[^>]+)>; rel=\"next\"");
    private static final int MOST = 100;

    private Pages() {}

    /** The ids on all pages, following {@code next_cursor}. */
    public static List<String> byCursor(ApiClient api, String list) {
        return walk(api, list, page -> list + (list.contains("?") ? "&" : "?") + "cursor=" + page.json().path("next_cursor").asString(),
                _ -> {});
    }

    /** The ids on all pages, following the Link header. */
    public static List<String> byLink(ApiClient api, String list) {
        return byLink(api, list, _ -> {});
    }

    /** The same; runs an action after each page, with the page's number from 1. */
    public static List<String> byLink(ApiClient api, String list, Consumer<Integer> between) {
        return walk(api, list, page -> {
            var link = NEXT.matcher(String.valueOf(page.header("Link")));
            assertThat(link.matches()).as("Link: %s", page.header("Link")).isTrue();
            assertThat(link.group(1)).contains("cursor=" + page.json().path("next_cursor").asString());
            return link.group(1);
        }, between);
    }

    public static List<String> ids(ApiResponse page) {
        return page.json().path("data").valueStream().map(row -> row.path("id").asString()).toList();
    }

    private static List<String> walk(ApiClient api, String list, Function<ApiResponse, String> next, Consumer<Integer> between) {
        var ids = new ArrayList<String>();
        String path = list;
        for (int number = 1; number <= MOST; number++) {
            ApiResponse page = api.get(path).is(200);
            ids.addAll(ids(page));
            if (page.json().path("next_cursor").isNull()) {
                assertThat(page.header("Link")).isNull();
                return ids;
            }
            between.accept(number);
            path = next.apply(page);
        }
        throw new AssertionError("no end after " + MOST + " pages of " + list);
    }
}
