package dev.tenfold.platform.id;

import dev.tenfold.testing.client.Concurrently;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UuidsTest {

    @Test
    void everyOneIsOfVersion7AndGreaterThanThoseBefore() {
        List<UUID> made = Stream.generate(Uuids::next).limit(10_000).toList();
        assertThat(made).allMatch(id -> id.version() == 7 && id.variant() == 2);
        List<String> texts = made.stream().map(UUID::toString).toList();
        assertThat(texts).as("as PostgreSQL sorts them: by their bytes").isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theFirst48BitsAreTheMillisecond() {
        long before = System.currentTimeMillis();
        long made = Uuids.next().getMostSignificantBits() >>> 16;
        assertThat(made).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void concurrentThreadsNeverMakeTheSameId() {
        List<UUID> made =
                Concurrently.run(8, _ -> Stream.generate(Uuids::next).limit(1_000).toList()).stream().flatMap(List::stream).toList();
        assertThat(made).doesNotHaveDuplicates();
    }

    @Test
    void theLimitOfAMomentGrowsWithIt() {
        List<UUID> limits = Stream.of("0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999Z").map(Instant::parse).map(Uuids::firstOf).toList();
        assertThat(limits.stream().map(UUID::toString).toList()).isSorted();
        assertThat(limits.getFirst()).isEqualTo(limits.get(2));
    }

    @Test
    void theCanonicalFormIsReadInUpperAndLowerCase() {
        assertThat(Uuids.parse("0190A0B0-0000-7000-8000-00000000000f")).isEqualTo(UUID.fromString("0190a0b0-0000-7000-8000-00000000000f"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-1-1-1-1", "0190a0b000007000800000000000000f", "{0190a0b0-0000-7000-8000-00000000000f}",
        " 0190a0b0-0000-7000-8000-00000000000f",
        "0190a0b0-0000-7000-8000-00000000000f\n", "0190a0b0-0000-7000-8000-00000000000g", "0190a0b00000-7000-8000-00000000000f-",
        "０190a0b0-0000-7000-8000-0000000000f"})
    void anyOtherFormIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Uuids.parse(text));
    }
}
