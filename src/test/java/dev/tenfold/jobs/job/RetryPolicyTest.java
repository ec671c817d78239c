package dev.tenfold.jobs.job;

import dev.tenfold.jobs.job.RetryPolicy.Decision;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.UserId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private final RuntimeException away =
            new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "The mail server does not take mails now", Duration.ofSeconds(5));
    private final RuntimeException bug = new IllegalStateException("a bug");

    private final RetryPolicy policy = new RetryPolicy(new JobProperties(4, Duration.ofMillis(200), Duration.ofSeconds(1),
            Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(4), Duration.ofSeconds(15),
            20, Duration.ofDays(30), Duration.ofMinutes(1), Duration.ofSeconds(5)));

    @Test
    void aJobWaitsFourDaysForAnotherServiceWithGrowingPauses() {
        List<Duration> pauses = new ArrayList<>();
        Instant now = NOW;
        while (policy.after(job(100, NOW), away, now) instanceof Decision.Wait(String error, Duration pause)) {
            assertThat(error).isEqualTo("The mail server does not take mails now");
            pauses.add(pause);
            now = now.plus(pause);
        }
        assertThat(policy.after(job(100, NOW), away, now)).isInstanceOf(Decision.GiveUp.class);
        assertThat(Duration.between(NOW, now)).isBetween(Duration.ofDays(4), Duration.ofDays(4).plusHours(1));
        assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
        assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofHours(1)) <= 0).hasSizeBetween(96, 250);
        assertThat(pauses.getLast()).isGreaterThanOrEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void theFirstOutageBeginsTheWait() {
        assertThat(policy.after(job(8, null), away, NOW)).isInstanceOf(Decision.Wait.class);
        assertThat(policy.after(job(8, null), new IllegalStateException("wrapped", away), NOW)).isInstanceOf(Decision.Wait.class);
        var noDatabase = new DataAccessResourceFailureException("gone", new SQLException("connection lost", "08006"));
        assertThat(policy.after(job(8, null), noDatabase, NOW)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void anUnexpectedFailureIsRetriedSevenTimes() {
        for (int failures = 1; failures <= 7; failures++) {
            Duration longest = Duration.ofSeconds(1L << (failures - 1));
            assertThat(policy.after(job(failures, null), bug, NOW)).isInstanceOfSatisfying(Decision.Retry.class,
                    retry -> assertThat(retry.pause()).isBetween(longest.dividedBy(2), longest));
        }
        assertThat(policy.after(job(8, null), bug, NOW)).isInstanceOfSatisfying(Decision.GiveUp.class,
                end -> assertThat(end.error()).contains("logged").doesNotContain("a bug"));
        assertThat(policy.after(job(8, null), new NotFound("There is no such order"), NOW))
                .isEqualTo(new Decision.GiveUp("There is no such order"));
    }

    @Test
    void aStatementThatTookTooLongIsAFailureOfTheJob() {
        var slow = new QueryTimeoutException("too slow", new SQLException("canceling statement due to statement timeout", "57014"));
        assertThat(policy.after(job(1, null), slow, NOW)).isInstanceOf(Decision.Retry.class);
        assertThat(policy.after(job(8, null), slow, NOW)).isInstanceOf(Decision.GiveUp.class);
    }

    @Test
    void aPermanentFailureIsNotRetried() {
        assertThat(policy.after(job(1, null), new PermanentFailure("The mail server refused it", bug), NOW))
                .isEqualTo(new Decision.GiveUp("The mail server refused it"));
    }

    private static Job job(int failures, Instant waitingSince) {
        return new Job(JobId.next(), "mail", JobStatus.RUNNING, 0, new UserId(UUID.randomUUID()), "{}", 500, failures, waitingSince, null,
                null, null, NOW, null, null);
    }
}
