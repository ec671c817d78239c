package dev.tenfold.cache.cache;

import dev.tenfold.platform.datasource.Lsn;
import java.util.UUID;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyVersionTest {

    @Test
    void aKeyVersionHasThePositionThatItWasCreatedWith() {
        assertThat(KeyVersion.position(KeyVersion.create(new Lsn(0x16B374D848L)))).isEqualTo(new Lsn(0x16B374D848L));
        assertThat(KeyVersion.create(Lsn.NONE)).isNotEqualTo(KeyVersion.create(Lsn.NONE));
    }

    @Test
    void aKeyVersionOfAnInstanceWithoutReplicasNeedsThePrimary() {
        assertThat(KeyVersion.position(UUID.randomUUID().toString())).isEqualTo(Lsn.UNKNOWN);
        assertThat(KeyVersion.position("")).as("a page that is not cached").isEqualTo(Lsn.UNKNOWN);
        assertThat(KeyVersion.create(Lsn.UNKNOWN)).hasSameSizeAs(UUID.randomUUID().toString());
    }

    @Test
    void textsOfPositionsHaveTheOrderOfThePositions() {
        Lsn early = new Lsn(0xFFFFFFFFL);
        Lsn late = new Lsn(0x100000000L);
        assertThat(early.text()).isLessThan(late.text()).isEqualTo("00000000ffffffff");
        assertThat(late.text()).isLessThan(Lsn.UNKNOWN.text());
        assertThat(early.max(late)).isEqualTo(late.max(early)).isEqualTo(late);
        assertThat(Lsn.of(Lsn.UNKNOWN.text())).isEqualTo(Lsn.UNKNOWN);
    }
}
