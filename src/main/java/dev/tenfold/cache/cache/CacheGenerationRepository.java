package dev.tenfold.cache.cache;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The one row that says which Redis server all instances use, and the generation of its values. */
@Repository
class CacheGenerationRepository {

    private final JdbcClient jdbc;

    CacheGenerationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A generation, and the server that has it. */
    record CacheGeneration(String generation, String server) {}

    CacheGeneration current() {
        return jdbc.sql("SELECT generation, server FROM cache_generation")
                .query((row, _) -> new CacheGeneration(row.getString("generation"), row.getString("server"))).single();
    }

    boolean isCurrent(String generation) {
        return jdbc.sql("SELECT generation = :generation FROM cache_generation").param("generation", generation).query(Boolean.class)
                .single();
    }

    /** Begins a generation for another server. Returns false if the server has one already: another instance was faster. */
    boolean begin(String generation, String server) {
        return jdbc.sql("""
                UPDATE cache_generation SET generation = :generation, server = :server, began_at = now()
                 WHERE server <> :server
                """).param("generation", generation).param("server", server).update() == 1;
    }
}
