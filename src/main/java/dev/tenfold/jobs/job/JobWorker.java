package dev.tenfold.jobs.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.jdbc.DatabaseClock;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/**
 * Runs queued jobs with db-scheduler: a job is claimed by one worker, which shows by heartbeats that it is alive. Each kind has threads of
 * its own. All times are the database's. On shutdown it claims no more jobs, lets the running ones continue for a while, then interrupts
 * them so that another worker can take them at once.
 */
@Component
@OnRole(ProcessRole.WORKER)
class JobWorker implements SmartLifecycle {

    private static final int MISSED_HEARTBEATS = 4; // the minimum of db-scheduler
    private static final double FETCH_BELOW = 0.5; // share of the threads
    private static final double FETCH_UP_TO = 1.0;

    /** The name of this worker in scheduled_tasks. There may be several workers on a host. */
    private static final String NAME = new SchedulerName.Hostname().getName() + "/" + ProcessHandle.current().pid();

    private final DataSource source;
    private final List<JobKind<?>> kinds;
    private final JobRunner runner;
    private final JobProperties properties;
    private final RetryPolicy retries;
    private final DatabaseClock clock;
    private volatile @Nullable Scheduler scheduler;
    private volatile boolean stopping;

    JobWorker(DataSource source, List<JobKind<?>> kinds, JobRunner runner, JobProperties properties, RetryPolicy retries,
            DatabaseClock clock) {
        this.source = source;
        this.kinds = List.copyOf(kinds);
        this.runner = runner;
        this.properties = properties;
        this.retries = retries;
        this.clock = clock;
    }

    @Override
    public void start() {
        stopping = false;
        var slots = new JobSlots(kinds.stream().map(JobKind::name).toList(), properties.threads());
        Scheduler started =
                new SchedulerBuilder(new TransactionAwareDataSourceProxy(source),
                        kinds.stream().<Task<?>>map(kind -> task(kind, slots)).toList())
                        .schedulerName(new SchedulerName.Fixed(NAME)).threads(slots.total()).pollingInterval(properties.poll())
                        .clock(clock::instant).jdbcCustomization(new ClaimByKind(slots))
                        .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
                        .heartbeatInterval(properties.heartbeat()).missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .shutdownMaxWait(properties.shutdownGrace()).failureLogging(LogLevel.ERROR, true).build();
        scheduler = started;
        started.start();
    }

    /** An exception here is not a failure of the job: the database did not accept the result. Then the job runs again. */
    private <P> Task<Void> task(JobKind<P> kind, JobSlots slots) {
        return Tasks.custom(kind.name(), Void.class).onDeadExecutionRevive()
                .onFailure((complete, operations) -> operations.reschedule(complete, clock.instant().plus(retries.pause(1))))
                .execute((instance, _) -> {
                    try {
                        return runner.attempt(kind, JobId.of(instance.getId()), () -> stopping);
                    } finally {
                        ended(kind, slots);
                    }
                });
    }

    private void ended(JobKind<?> kind, JobSlots slots) {
        Scheduler running = scheduler;
        if (slots.ended(kind.name()) && running != null) {
            running.triggerCheckForDueExecutions();
        }
    }

    @Override
    public void stop() {
        stopping = true;
        Scheduler running = scheduler;
        if (running != null) {
            running.stop();
        }
        scheduler = null;
    }

    /** Does not block the other beans that stop in this phase. */
    @Override
    public void stop(Runnable callback) {
        Thread.ofPlatform().name("jobs-stopping").start(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    @Override
    public boolean isRunning() {
        return scheduler != null;
    }

    /** Stops at the start of the shutdown, at the same time as the web server, so that jobs and requests end in parallel. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
