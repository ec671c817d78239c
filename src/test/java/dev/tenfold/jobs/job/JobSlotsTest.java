package dev.tenfold.jobs.job;

import dev.tenfold.jobs.job.JobSlots.FreeSlots;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When a worker looks for more jobs at once. */
class JobSlotsTest {

    private final JobSlots slots = new JobSlots(List.of("mail", "report"), 2);

    @Test
    void aKindThatWasFullMayHaveMoreWhenHalfOfItIsFree() {
        slots.claimed(List.of("mail", "mail", "report"));
        assertThat(slots.freeSlots()).containsExactly(new FreeSlots("mail", 0), new FreeSlots("report", 1));
        assertThat(slots.ended("mail")).isTrue();
        assertThat(slots.ended("mail")).as("it has been looked for").isFalse();
        assertThat(slots.freeSlots()).containsExactly(new FreeSlots("mail", 2), new FreeSlots("report", 1));
    }

    @Test
    void aKindThatWasNotFullHasNoMore() {
        slots.claimed(List.of("report"));
        assertThat(slots.ended("report")).isFalse();
    }

    @Test
    void oneKindDoesNotUseUpTheOthersLook() {
        slots.claimed(List.of("mail", "mail", "report", "report"));
        assertThat(slots.ended("mail")).isTrue();
        assertThat(slots.ended("report")).isTrue();
    }

    @Test
    void aKindThatIsStillFullIsLookedForWhenItsOwnJobsEnd() {
        slots.claimed(List.of("mail", "report", "report"));
        assertThat(slots.ended("mail")).as("mail was not full").isFalse();
        assertThat(slots.ended("report")).isTrue();
    }
}
