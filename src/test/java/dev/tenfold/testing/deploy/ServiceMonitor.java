package dev.tenfold.testing.deploy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.Serializable;
import java.util.List;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The Prometheus Operator's resource, with the members that are used here: the Kubernetes model does not contain it. */
@JsonDeserialize(using = ValueDeserializer.None.class)
@SuppressWarnings("serial")
final class ServiceMonitor implements HasMetadata {

    private String apiVersion;
    private String kind;
    private ObjectMeta metadata;
    private Spec spec;

    record Spec(String jobLabel, LabelSelector selector, List<Endpoint> endpoints) implements Serializable {}

    record Endpoint(String port, String path, String interval) implements Serializable {}

    Spec spec() {
        return spec;
    }

    @JsonProperty
    void setSpec(Spec spec) {
        this.spec = spec;
    }

    @Override
    public String getKind() {
        return kind;
    }

    @JsonProperty
    void setKind(String kind) {
        this.kind = kind;
    }

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public void setApiVersion(String apiVersion) {
        this.apiVersion = apiVersion;
    }

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        this.metadata = metadata;
    }
}
