package dev.tenfold.platform.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Starts a trace only for a request, a job, or the queueing of a job. Scheduled tasks and heartbeats start none. */
record RootSampler(Sampler share) implements Sampler {

    @Override
    public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind, Attributes attributes,
            List<LinkData> links) {
        return switch (kind) {
            case SERVER, CONSUMER, PRODUCER -> share.shouldSample(parent, traceId, name, kind, attributes, links);
            case CLIENT, INTERNAL -> SamplingResult.drop();
        };
    }

    @Override
    public String getDescription() {
        return "requests and jobs: " + share.getDescription();
    }
}
