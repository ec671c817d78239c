package dev.tenfold.api.paging;

import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CursorsTest {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .~%";
    private static final List<String> KEYS = List.of("Thé vert 🍵", "0190a0b0-0000-7000-8000-000000000000");

    private final Cursors cursors = new Cursors(new PagingProperties("a key"));

    @Test
    void aCursorContainsTheSortKeysOfTheLastRow() {
        assertThat(cursors.open("scope", paging(cursor("scope")), 2)).isEqualTo(KEYS);
    }

    @Test
    void aCursorExistsOnlyIfThereAreMoreRows() {
        assertThat(cursors.page("scope", new Paging(2, null, null), List.of(1, 2), _ -> KEYS, () -> 0).nextCursor()).isNull();
        Page<Integer> page = cursors.page("scope", new Paging(2, null, null), List.of(1, 2, 3), _ -> KEYS, () -> 0);
        assertThat(page.nextCursor()).isNotNull();
        assertThat(page.data()).containsExactly(1, 2);
    }

    @Test
    void theFirstPageNeedsNoCursor() {
        assertThat(cursors.open("scope", paging(null), 2)).isNull();
    }

    @Test
    void aChangeOfAnyCharacterIsRefused() {
        String cursor = cursor("scope");
        for (int i = 0; i < cursor.length(); i++) {
            for (int letter = 0; letter < LETTERS.length(); letter++) {
                char other = LETTERS.charAt(letter);
                if (other != cursor.charAt(i)) {
                    refused("scope", cursor.substring(0, i) + other + cursor.substring(i + 1), 2);
                }
            }
        }
    }

    @Test
    void aMissingAddedOrSwappedCharacterIsRefused() {
        String cursor = cursor("scope");
        for (int i = 0; i < cursor.length(); i++) {
            refused("scope", cursor.substring(0, i) + cursor.substring(i + 1), 2);
            refused("scope", cursor.substring(0, i), 2);
            refused("scope", cursor.substring(0, i) + "A" + cursor.substring(i), 2);
        }
    }

    @Test
    void anotherScopeAnotherNumberOfKeysAndAnotherSecretAreRefused() {
        refused("scope2", cursor("scope"), 2);
        refused("", cursor("scope"), 2);
        refused("scope", cursor("scope"), 1);
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> new Cursors(new PagingProperties("another key")).open("scope", paging(cursor("scope")), 2));
    }

    private void refused(String scope, String cursor, int count) {
        assertThatExceptionOfType(Malformed.class).as(cursor).isThrownBy(() -> cursors.open(scope, paging(cursor), count))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.INVALID_CURSOR));
    }

    private String cursor(String scope) {
        return String.valueOf(cursors.page(scope, new Paging(1, null, null), List.of(1, 2), _ -> KEYS, () -> 0).nextCursor());
    }

    private static Paging paging(@Nullable String cursor) {
        return new Paging(null, cursor, null);
    }
}
