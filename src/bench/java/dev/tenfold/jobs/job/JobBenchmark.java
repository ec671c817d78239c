package dev.tenfold.jobs.job;

import dev.tenfold.TenfoldApplication;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.SigningKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Jobs a second that do nothing, through two workers, from a backlog that is committed at once; PostgreSQL syncs to disk. How to run it stands in
 * docs/jobs-and-events.md.
 */
public final class JobBenchmark {

    private static final int JOBS = Integer.getInteger("jobs", 10_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);

    private static final List<Double> RATES = new ArrayList<>();

    private JobBenchmark() {}

    public static void main(String[] arguments) {
        try (var services = EmbeddedServices.start(Durability.CRASH_SAFE)) {
            Map<String, Object> properties = new HashMap<>(services.addresses().properties());
            properties.putAll(SigningKey.properties());
            properties.putAll(Map.of("server.port", 0, "tenfold.log.format", "text", "logging.level.root", "WARN", "tenfold.roles", "api"));
            String[] settings = properties.entrySet().stream().map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new);
            Map<String, Object> worker = Map.of("tenfold.roles", "worker", "tenfold.job.threads", Integer.getInteger("threads", 8),
                    "spring.main.sources",
                    List.of("dev.tenfold.testing.services.ParentProcessWatch", "dev.tenfold.testing.demo.NotTestClasses", SmallJob.class.getName()));
            try (var context = SpringApplication.run(TenfoldApplication.class, settings);
                    var connection = services.postgres().address().connection()) {
                List<Instance> workers = Stream.generate(() -> Instance.launch(services.addresses(), worker)).limit(2).toList();
                workers.forEach(Instance::awaitReady);
                JdbcClient jdbc = JdbcClient.create(connection);
                for (int round = 0; round <= ROUNDS; round++) {
                    measure(context, jdbc, round);
                }
                workers.forEach(Instance::close);
            }
        }
    }

    private static void measure(ApplicationContext context, JdbcClient jdbc, int round) {
        var user = new UserId(new TestUsers(jdbc).user().id());
        JobQueue queue = context.getBean(JobQueue.class);
        var kind = new SmallJob();
        context.getBean(Transactions.class).run(() -> IntStream.range(0, JOBS).forEach(number -> queue.add(kind, new SmallJob.Payload(number), user)));
        long start = System.nanoTime();
        while (jdbc.sql("SELECT EXISTS (SELECT FROM jobs WHERE status IN ('queued', 'running'))").query(Boolean.class).single()) {
            LockSupport.parkNanos(50_000_000);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s%,d jobs: %.2f s, %,.0f jobs/s%n", round == 0 ? "to warm up, " : "", JOBS, seconds, JOBS / seconds);
        if (round > 0) {
            RATES.add(JOBS / seconds);
            Results.write("job-rate", Results.benchmarkCommand(JobBenchmark.class), Map.of("jobs", JOBS, "workers", 2, "rounds", RATES.size(), "jobs/s, median",
                    RATES.stream().sorted().toList().get(RATES.size() / 2)));
        }
    }
}
