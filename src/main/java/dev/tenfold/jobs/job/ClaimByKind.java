package dev.tenfold.jobs.job;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import dev.tenfold.jobs.job.JobSlots.FreeSlots;
import java.time.Instant;
import java.util.List;

/** Makes db-scheduler claim only as many due jobs of each kind as there are {@link JobSlots slots} for it. */
final class ClaimByKind extends PostgreSqlJdbcCustomization {

    private static final String SQL = """
            WITH due AS MATERIALIZED (
                SELECT due.task_name, due.task_instance
                  FROM unnest(?, ?) AS kind (name, slots)
                 CROSS JOIN LATERAL (
                        SELECT task_name, task_instance
                          FROM scheduled_tasks
                         WHERE task_name = kind.name AND NOT picked AND execution_time <= ?
                         ORDER BY execution_time
                         LIMIT kind.slots
                           FOR UPDATE SKIP LOCKED) AS due
                 LIMIT ?)
            UPDATE scheduled_tasks AS task
               SET picked = true, picked_by = ?, last_heartbeat = ?, version = version + 1
              FROM due
             WHERE task.task_name = due.task_name AND task.task_instance = due.task_instance
            RETURNING task.*
            """;

    private final JobSlots slots;

    ClaimByKind(JobSlots slots) {
        super(false, false);
        this.slots = slots;
    }

    @Override
    public List<Execution> lockAndFetchSingleStatement(JdbcTaskRepositoryContext context, Instant now, int limit, boolean byPriority) {
        List<FreeSlots> free = slots.freeSlots().stream().filter(kind -> kind.count() > 0).toList();
        if (free.isEmpty()) {
            return List.of();
        }
        List<Execution> claimed = context.jdbcRunner.query(SQL, statement -> {
            int column = 1;
            statement.setArray(column++,
                    statement.getConnection().createArrayOf("text", free.stream().map(FreeSlots::kind).toArray(String[]::new)));
            statement.setArray(column++,
                    statement.getConnection().createArrayOf("int4", free.stream().map(FreeSlots::count).toArray(Integer[]::new)));
            setInstant(statement, column++, now);
            statement.setInt(column++, limit);
            statement.setString(column++, context.schedulerName.getName());
            setInstant(statement, column, now);
        }, context.resultSetMapper.get());
        slots.claimed(claimed.stream().map(execution -> execution.taskInstance.getTaskName()).toList());
        return claimed;
    }
}
