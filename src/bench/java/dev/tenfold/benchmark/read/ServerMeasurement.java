package dev.tenfold.benchmark.read;

import dev.tenfold.benchmark.measure.Result;
import dev.tenfold.benchmark.measure.ServerJvm;
import dev.tenfold.benchmark.read.Generator.Answers;
import java.time.Duration;

/** One server under one request. Warmed up once, and then measured round by round. */
final class ServerMeasurement implements MeasuredServer {

    static final int CLIENTS = Integer.getInteger("clients", 64);

    private static final int FEW_CLIENTS = 8;
    private static final Duration WARM_UP_STEP = Duration.ofSeconds(5);
    private static final int FEWEST_STEPS = 3;
    private static final int STILL_STEPS = 2;
    private static final int WARM_UP_STEPS = Math.max(FEWEST_STEPS, Integer.getInteger("warmup", 60) / (int) WARM_UP_STEP.toSeconds());
    private static final double GROWTH = 1.03;
    /** Numbers in bodies have more or fewer digits; another answer altogether differs by more. */
    private static final double SIZE_TOLERANCE = 0.05;
    private static final double ANSWERS_PER_CPU_FIGURE = 1000;

    private final String name;
    private final Generator generator;
    private final ServerJvm server;
    private final RequestTemplate asked;
    private long next;
    private double usualBytes;

    ServerMeasurement(String name, Generator generator, ServerJvm server, RequestTemplate asked) {
        this.name = name;
        this.generator = generator;
        this.server = server;
        this.asked = asked;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Few clients leave the JIT's threads their share of the processors. It ends when the rate has grown no more for a while. The status of every
     * answer is compared here; afterwards wrk itself counts what is 400 and above, and the size must stay the same.
     */
    private void warmUp() {
        double best = 0;
        int still = 0;
        for (int step = 0; step < WARM_UP_STEPS && (still < STILL_STEPS || step < FEWEST_STEPS); step++) {
            Answers answers = generator.send(server.port(), asked, next, FEW_CLIENTS, WARM_UP_STEP, true);
            next += answers.all();
            usualBytes = answers.meanBytes();
            if (answers.failed() > 0) {
                throw new IllegalStateException("%s: %d of %d answers to %s were not %d".formatted(name, answers.failed(), answers.all(),
                        asked.path(), asked.status()));
            }
            double rate = answers.all() / answers.seconds();
            still = rate > best * GROWTH ? 0 : still + 1;
            best = Math.max(best, rate);
        }
    }

    @Override
    public Result round(Duration duration) {
        if (usualBytes == 0) {
            warmUp();
        }
        double before = server.cpu();
        Answers answers = generator.send(server.port(), asked, next, CLIENTS, duration, false);
        double cpu = server.cpu() - before;
        next += answers.all();
        boolean odd = Math.abs(answers.meanBytes() / usualBytes - 1) > SIZE_TOLERANCE;
        long failed = odd ? answers.all() : answers.failed();
        return new Result((answers.all() - failed) / answers.seconds(), answers.p50(), answers.p99(), cpu / answers.all() * ANSWERS_PER_CPU_FIGURE,
                failed);
    }
}
