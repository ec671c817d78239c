package dev.tenfold.testing.deploy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All manifests of one size of deploy/kubernetes, as {@code kubectl kustomize} renders them. */
record Manifests(String size, List<HasMetadata> all) {

    private static final Pattern REPLICA_LINE = Pattern.compile("(?m)^( *)# (.*\\bTENFOLD_REPLICA_\\w+\\b[=,].*)$");
    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    /** The specification of a pod, and the Deployment or Job that creates it. */
    record Pod(String name, Map<String, String> labels, PodSpec spec) {

        private static Pod of(HasMetadata owner, PodTemplateSpec template) {
            return new Pod(owner.getMetadata().getName(), template.getMetadata().getLabels(), template.getSpec());
        }

        boolean hasPort(String port) {
            return spec.getContainers().stream().flatMap(container -> container.getPorts().stream())
                    .anyMatch(known -> port.equals(known.getName()));
        }
    }

    static boolean canRender() {
        try {
            return new ProcessBuilder("kubectl", "version", "--client").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Manifests of(String size) {
        return RENDERED.computeIfAbsent(size,
                it -> new Manifests(it, documents(render(Path.of("deploy", "kubernetes", it))).map(KubernetesApi::read).toList()));
    }

    static Stream<JsonNode> documents(String yaml) {
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return StreamSupport.stream(documents.spliterator(), false).map(document -> JsonMapper.shared().valueToTree(document));
    }

    /** The same size with a component of deploy/kubernetes. */
    Manifests with(String component) {
        Path folder = Path.of("target", "kubernetes", size + "-" + component);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("kustomization.yaml"), """
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    namespace: tenfold
                    resources: [../../../deploy/kubernetes/%s]
                    components: [../../../deploy/kubernetes/%s]
                    """.formatted(size, component));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Manifests(size, documents(render(folder)).map(KubernetesApi::read).toList());
    }

    /** The same size as an operator changes it for a replica: with the lines about it, which are comments. */
    Manifests withReplica() {
        Path from = Path.of("deploy", "kubernetes");
        Path to = Path.of("target", "kubernetes", "replica");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, REPLICA_LINE.matcher(Files.readString(file)).replaceAll("$1$2"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Manifests(size, documents(render(to.resolve(size))).map(KubernetesApi::read).toList());
    }

    /** The variables of a pod; its own variables win over shared ones. */
    Map<String, String> settings(Pod pod) {
        Container container = pod.spec().getContainers().getFirst();
        Map<String, String> settings = new HashMap<>();
        container.getEnvFrom().forEach(it -> settings.putAll(one(ConfigMap.class, it.getConfigMapRef().getName()).getData()));
        settings.putAll(container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, it -> Objects.toString(it.getValue()))));
        return settings;
    }

    /** The containers of the service, its workers and its migration. */
    List<Pod> instances() {
        return pods().stream().filter(it -> "tenfold".equals(it.labels().get("app.kubernetes.io/name"))).toList();
    }

    private static String render(Path size) {
        try {
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", size.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String yaml = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kubectl.waitFor() != 0) {
                throw new IllegalStateException("kubectl does not render " + size + ": what it said is above");
            }
            return yaml;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> kind, String name) {
        return all(kind).stream().filter(it -> it.getMetadata().getName().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + kind.getSimpleName() + " " + name + " in " + size));
    }

    List<Pod> pods() {
        return Stream.concat(all(Deployment.class).stream().map(it -> Pod.of(it, it.getSpec().getTemplate())),
                all(Job.class).stream().map(it -> Pod.of(it, it.getSpec().getTemplate()))).toList();
    }

    List<Pod> pods(LabelSelector selector) {
        return pods().stream().filter(pod -> matches(selector, pod.labels())).toList();
    }

    static boolean matches(LabelSelector selector, Map<String, String> labels) {
        Map<String, String> wanted = selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
        return labels.entrySet().containsAll(wanted.entrySet()) && selector.getMatchExpressions().stream()
                .allMatch(rule -> "In".equals(rule.getOperator()) && Set.copyOf(rule.getValues()).contains(labels.get(rule.getKey())));
    }
}
