package dev.tenfold.benchmark.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Redis dies, and Redis freezes, while the service is at work. */
final class RedisFaults {

    private static final double RATE = 200;
    private static final Duration BEFORE = Duration.ofSeconds(4);
    private static final Duration FAULT = Duration.ofSeconds(6);
    private static final Duration ALL = Duration.ofSeconds(16);

    private final ServiceUnderLoad site;

    RedisFaults(ServiceUnderLoad site) {
        this.site = site;
    }

    List<Finding> run() {
        var redis = site.servers().redis();
        List<Finding> findings = new ArrayList<>();
        findings.add(under("Redis killed, 6 s later started empty", redis::kill, redis::start));
        findings.add(under("Redis frozen for 6 s", redis::pause, redis::resume));
        return findings;
    }

    private Finding under(String title, Runnable begin, Runnable end) {
        CompletableFuture<Samples> load = CompletableFuture.supplyAsync(() -> new OpenLoop(site.port(), RATE, site.mix()).run(ALL));
        LockSupport.parkNanos(BEFORE.toNanos());
        begin.run();
        LockSupport.parkNanos(FAULT.toNanos());
        end.run();
        Samples answers = load.orTimeout(1, TimeUnit.MINUTES).join();
        LoadProof.say("  " + title + ": " + answers);
        return Finding.none(title + ": requests that failed, of %d".formatted(answers.all().size()), answers.all().size() - answers.good());
    }
}
