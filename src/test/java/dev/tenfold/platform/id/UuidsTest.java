package dev.tenfold.platform.id;

import dev.tenfold.testing.client.Concurrently;
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
