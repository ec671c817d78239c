package dev.tenfold.jobs.job;

import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.UserId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Queues jobs that users request: a user can have a limited number of unfinished ones, and some jobs exist only once. */
@Component
public class LimitedJobQueue {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final JobQueue queue;
    private final UnfinishedJobRepository jobs;
    private final int most;

    LimitedJobQueue(JobQueue queue, UnfinishedJobRepository jobs, JobProperties properties) {
        this.queue = queue;
        this.jobs = jobs;
        this.most = properties.maxUnfinished();
    }

    /**
     * Refuses another job if the user has too many unfinished ones of this kind. No other transaction queues such a job until the current
     * one ends.
     * @throws Limited when there are too many
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireCapacity(JobKind<?> kind, UserId user) {
        jobs.lock(kind.name() + " of " + user);
        if (jobs.count(kind.name(), user, most) >= most) {
            throw new Limited(ProblemCode.TOO_MANY_JOBS, "A user can have " + most + " unfinished jobs of the kind " + kind.name(),
                    RETRY_AFTER);
        }
    }

    /**
     * Queues a job in the current transaction.
     * @throws Limited when the user has too many unfinished jobs of this kind
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public <P> JobId add(JobKind<P> kind, P payload, UserId queuedBy) {
        return add(kind, null, payload, queuedBy);
    }

    /**
     * Queues a job in the current transaction, unless there is one of this kind and key that has not failed. Gives the id of that one or
     * of the new one.
     * @param key what the job is the only one for
     * @throws Limited when the user has too many unfinished jobs of this kind
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public <P> JobId addOnce(JobKind<P> kind, String key, P payload, UserId queuedBy) {
        jobs.lock(kind.name() + " for " + key);
        return jobs.find(kind.name(), key).orElseGet(() -> add(kind, key, payload, queuedBy));
    }

    private <P> JobId add(JobKind<P> kind, @Nullable String key, P payload, UserId queuedBy) {
        requireCapacity(kind, queuedBy);
        JobId id = JobId.next();
        queue.add(id, kind, key, payload, queuedBy);
        return id;
    }
}
