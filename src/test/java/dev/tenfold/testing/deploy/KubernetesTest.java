package dev.tenfold.testing.deploy;

import dev.tenfold.testing.deploy.Manifests.Pod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The manifests of every size: Kubernetes would accept them, and their references to each other are right. */
@ParameterizedClass
@ValueSource(strings = {"small", "medium", "large"})
@EnabledIf("canRender")
class KubernetesTest {

    private static final String ACTUATOR = "/actuator/prometheus";
    private static final String NAMESPACE = "tenfold";
    /** Secrets that operators create: they are not part of the manifests. */
    private static final Set<String> SECRETS = Set.of("tenfold", "tenfold-owner", "tenfold-tls", "pgbouncer");

    private final Manifests manifests;

    KubernetesTest(String size) {
        this.manifests = Manifests.of(size);
    }

    static boolean canRender() {
        return Manifests.canRender();
    }

    @Test
    void everyManifestIsOfAKnownKindAndAllAreInOneNamespace() {
        assertThat(manifests.all()).hasSizeGreaterThan(15).allSatisfy(it -> assertThat(it.getMetadata().getName()).isNotBlank());
        assertThat(manifests.all()).filteredOn(it -> !(it instanceof Namespace))
                .extracting(it -> it.getMetadata().getNamespace()).containsOnly(NAMESPACE);
    }

    @Test
    void anUnknownMemberIsRefusedAtAnyDepth() {
        String service = "{apiVersion: v1, kind: Service, metadata: {name: a%s}, spec: {ports: [{port: %s%s}]%s}}";
        assertThat(read(service.formatted("", "80", "", ""))).isInstanceOf(Service.class);
        assertThatThrownBy(() -> read(service.formatted("", "80", "", ", selectors: {}"))).isInstanceOf(
                UnrecognizedPropertyException.class);
        assertThatThrownBy(() -> read(service.formatted("", "80", ", targetport: 8080", ""))).isInstanceOf(
                UnrecognizedPropertyException.class);
        assertThatThrownBy(() -> read(service.formatted(", label: {}", "80", "", ""))).isInstanceOf(UnrecognizedPropertyException.class);
        assertThatThrownBy(() -> read(service.formatted("", "[80]", "", ""))).isInstanceOf(MismatchedInputException.class);
    }

    private static HasMetadata read(String yaml) {
        return Manifests.documents(yaml).map(KubernetesApi::read).findFirst().orElseThrow();
    }

    @Test
    void everySelectorMatchesItsPods() {
        for (Deployment deployment : manifests.all(Deployment.class)) {
            assertThat(manifests.pods(deployment.getSpec().getSelector())).extracting(Pod::name)
                    .containsExactly(deployment.getMetadata().getName());
        }
        var selectors = Stream.of(
                manifests.all(PodDisruptionBudget.class).stream().map(it -> it.getSpec().getSelector()),
                manifests.all(NetworkPolicy.class).stream().map(it -> it.getSpec().getPodSelector()),
                manifests.all(NetworkPolicy.class).stream().flatMap(KubernetesTest::peers).map(NetworkPolicyPeer::getPodSelector),
                manifests.pods().stream().flatMap(pod -> pod.spec().getTopologySpreadConstraints().stream())
                        .map(it -> it.getLabelSelector()),
                manifests.all(Service.class).stream().map(KubernetesTest::selector))
                .flatMap(Function.identity()).filter(Objects::nonNull).toList();
        assertThat(selectors).hasSizeGreaterThan(8).allSatisfy(selector -> assertThat(manifests.pods(selector)).isNotEmpty());
    }

    @Test
    void prometheusFindsEveryInstanceAndWorker() {
        for (ServiceMonitor monitor : manifests.all(ServiceMonitor.class)) {
            List<Service> services = manifests.all(Service.class).stream()
                    .filter(it -> Manifests.matches(monitor.spec().selector(), it.getMetadata().getLabels())).toList();
            assertThat(services).flatExtracting(it -> manifests.pods(selector(it))).extracting(Pod::name)
                    .containsExactlyInAnyOrder("tenfold-api", "tenfold-worker");
            assertThat(services).allSatisfy(service -> {
                assertThat(service.getSpec().getPorts()).extracting(it -> it.getName())
                        .contains(monitor.spec().endpoints().getFirst().port());
                assertThat(service.getMetadata().getLabels()).containsEntry(monitor.spec().jobLabel(), "tenfold");
            });
        }
    }

    @Test
    void everyNamedPortExists() {
        for (Service service : manifests.all(Service.class)) {
            service.getSpec().getPorts().forEach(port -> assertPort(port.getTargetPort(), manifests.pods(selector(service))));
        }
        for (Pod pod : manifests.pods()) {
            pod.spec().getContainers().stream()
                    .flatMap(it -> Stream.of(it.getStartupProbe(), it.getReadinessProbe(), it.getLivenessProbe()))
                    .filter(Objects::nonNull)
                    .forEach(it -> assertPort(it.getHttpGet() == null ? it.getTcpSocket().getPort() : it.getHttpGet().getPort(),
                            List.of(pod)));
        }
        for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
            policy.getSpec().getIngress().forEach(rule -> assertPorts(rule.getPorts(), policy.getSpec().getPodSelector()));
            policy.getSpec().getEgress().forEach(rule -> assertPorts(rule.getPorts(),
                    rule.getTo().stream().map(NetworkPolicyPeer::getPodSelector).filter(Objects::nonNull).findFirst().orElse(null)));
        }
    }

    private void assertPorts(List<NetworkPolicyPort> ports, LabelSelector selector) {
        ports.forEach(port -> assertPort(port.getPort(), selector == null ? List.of() : manifests.pods(selector)));
    }

    private static void assertPort(IntOrString port, List<Pod> pods) {
        if (port.getStrVal() != null) {
            assertThat(pods).as("pods with the port " + port.getStrVal()).isNotEmpty().allMatch(pod -> pod.hasPort(port.getStrVal()));
        }
    }

    @Test
    void theIngressPointsToTheServiceAndNotToTheActuator() {
        var paths = manifests.all(Ingress.class).stream().flatMap(it -> it.getSpec().getRules().stream())
                .flatMap(it -> it.getHttp().getPaths().stream()).toList();
        assertThat(paths).isNotEmpty().allSatisfy(path -> {
            var backend = path.getBackend().getService();
            assertThat(manifests.one(Service.class, backend.getName()).getSpec().getPorts()).extracting(it -> it.getName())
                    .contains(backend.getPort().getName());
            assertThat(path.getPathType().equals("Exact") ? ACTUATOR.equals(path.getPath()) : ACTUATOR.startsWith(path.getPath()))
                    .as("%s leads to the actuator", path.getPath()).isFalse();
            assertThat(backend.getPort().getName()).isEqualTo("http");
        });
    }

    @Test
    void everyReferencedObjectExists() {
        Set<String> settings = names(ConfigMap.class);
        Set<String> accounts = names(ServiceAccount.class);
        for (Pod pod : manifests.pods()) {
            assertThat(accounts).contains(pod.spec().getServiceAccountName());
            Set<String> volumes = pod.spec().getVolumes().stream().map(it -> it.getName()).collect(Collectors.toSet());
            for (Container container : pod.spec().getContainers()) {
                assertThat(settings).containsAll(container.getEnvFrom().stream().map(it -> it.getConfigMapRef().getName()).toList());
                assertThat(volumes).containsExactlyInAnyOrderElementsOf(
                        container.getVolumeMounts().stream().map(VolumeMount::getName).toList());
            }
            for (Container container : pod.spec().getInitContainers()) {
                assertThat(settings).containsAll(container.getEnvFrom().stream().map(it -> it.getConfigMapRef().getName()).toList());
                assertThat(volumes).containsAll(container.getVolumeMounts().stream().map(VolumeMount::getName).toList());
            }
            pod.spec().getVolumes().forEach(volume -> {
                if (volume.getConfigMap() != null) {
                    assertThat(settings).contains(volume.getConfigMap().getName());
                }
                if (volume.getSecret() != null) {
                    assertThat(SECRETS).contains(volume.getSecret().getSecretName());
                }
            });
        }
        manifests.all(HorizontalPodAutoscaler.class)
                .forEach(it -> manifests.one(Deployment.class, it.getSpec().getScaleTargetRef().getName()));
        manifests.all(Ingress.class).forEach(it -> assertThat(SECRETS).contains(it.getSpec().getTls().getFirst().getSecretName()));
    }

    private <T extends HasMetadata> Set<String> names(Class<T> kind) {
        return manifests.all(kind).stream().map(it -> it.getMetadata().getName()).collect(Collectors.toSet());
    }

    private static Stream<NetworkPolicyPeer> peers(NetworkPolicy policy) {
        return Stream.concat(policy.getSpec().getIngress().stream().flatMap(it -> it.getFrom().stream()),
                policy.getSpec().getEgress().stream().flatMap(it -> it.getTo().stream()));
    }

    private static LabelSelector selector(Service service) {
        return new LabelSelector(List.of(), service.getSpec().getSelector());
    }
}
