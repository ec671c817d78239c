package dev.tenfold.jobs.job;

import dev.tenfold.security.identity.UserId;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds and counts the jobs that limit whether another one is queued. */
@Repository
class UnfinishedJobRepository {

    private final JdbcClient jdbc;

    UnfinishedJobRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets one transaction at a time decide about this name. */
    void lock(String name) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('tenfold jobs ' || :name, 0))").param("name", name)
                .query((row, number) -> true).single();
    }

    /** How many unfinished jobs of a kind a user has, counted up to a maximum. */
    int count(String kind, UserId user, int most) {
        return jdbc.sql("""
                SELECT count(*)
                  FROM (SELECT 1 FROM jobs
                         WHERE queued_by = :user AND kind = :kind AND status IN ('queued', 'running')
                         LIMIT :most)
                """).param("user", user.value()).param("kind", kind).param("most", most).query(Integer.class).single();
    }

    /** The job of a kind and key that has not failed. */
    Optional<JobId> find(String kind, String key) {
        return jdbc.sql("SELECT id FROM jobs WHERE kind = :kind AND unique_key = :key AND status <> 'failed'").param("kind", kind)
                .param("key", key).query((row, number) -> new JobId(row.getObject("id", UUID.class))).optional();
    }
}
