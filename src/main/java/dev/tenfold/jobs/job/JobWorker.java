package dev.tenfold.jobs.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/**
 * Works off the queue, with db-scheduler: a job is claimed by one worker, which says by heartbeats that it lives. When it stops it takes no more,
 * lets what runs go on for a while, and then interrupts it, so that another worker has it at once.
 */
@Component
@OnRole(ProcessRole.WORKER)
class JobWorker implements SmartLifecycle {

    private static final int MISSED_HEARTBEATS = 4; // the least that db-scheduler takes
    private static final double FETCH_BELOW = 0.5; // of the threads
    private static final double FETCH_UP_TO = 1.0;

    /** Which worker has a job, as scheduled_tasks tells it: there may be several on a host. */
    private static final String NAME = new SchedulerName.Hostname().getName() + "/" + ProcessHandle.current().pid();

    private final DataSource source;
    private final List<JobKind<?>> kinds;
    private final JobRunner runner;
    private final JobProperties properties;
    private final Clock clock;
    private volatile @Nullable Scheduler scheduler;
    private volatile boolean stopping;

    JobWorker(DataSource source, List<JobKind<?>> kinds, JobRunner runner, JobProperties properties, Clock clock) {
        this.source = source;
        this.kinds = List.copyOf(kinds);
        this.runner = runner;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void start() {
        stopping = false;
        Scheduler started =
                new SchedulerBuilder(new TransactionAwareDataSourceProxy(source), kinds.stream().<Task<?>>map(this::task).toList())
                        .schedulerName(new SchedulerName.Fixed(NAME)).threads(properties.threads()).pollingInterval(properties.poll())
                        .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
                        .heartbeatInterval(properties.heartbeat()).missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .shutdownMaxWait(properties.shutdownGrace()).failureLogging(LogLevel.ERROR, true).build();
        started.start();
        scheduler = started;
    }

    /** Whatever is thrown here is none of the job's: the database did not take what became of it. Then it runs again. */
    private <P> Task<Void> task(JobKind<P> kind) {
        return Tasks.custom(kind.name(), Void.class).onDeadExecutionRevive()
                .onFailure((complete, operations) -> operations.reschedule(complete, clock.instant().plus(runner.pause(1))))
                .execute((instance, _) -> runner.attempt(kind, JobId.of(instance.getId()), () -> stopping));
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

    /** Beside all else that stops in this phase. */
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

    /** At the first moment of stopping, with the door: jobs and requests are done with at the same time. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
