package dev.tenfold.testing.deploy;

import dev.tenfold.testing.deploy.Manifests.Pod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What the manifests configure for the service and PostgreSQL: existing settings, limits that fit each other, and no more rights than
 * needed.
 */
@ParameterizedClass
@CsvSource({"small, 100", "medium, 200", "large, 200"})
@EnabledIf("canRender")
class KubernetesSettingsTest {

    private static final String SETTINGS = "tenfold-settings";
    private static final int KEPT_FOR_SUPERUSERS = 3; // superuser_reserved_connections
    private static final Path CAPACITY = Path.of("docs", "capacity.md");
    private static final Map<String, JsonNode> KNOWN = known();
    private static final int REPLICA_POOL = KNOWN.get("tenfold.replica.pool-size").path("defaultValue").asInt();

    private final Manifests manifests;
    private final int maxConnections;
    private final int waitingContainers; // in each pod, until the schema is updated

    KubernetesSettingsTest(String size, int maxConnections) {
        this.manifests = Manifests.of(size);
        this.maxConnections = maxConnections;
        this.waitingContainers = size.equals("large") ? 0 : 1;
    }

    static boolean canRender() {
        return Manifests.canRender();
    }

    @Test
    void everyVariableIsAKnownSetting() {
        assertThat(instances()).hasSize(3);
        assertVariablesAreKnown(manifests);
    }

    private static void assertVariablesAreKnown(Manifests manifests) {
        Set<String> variables = KNOWN.keySet().stream().flatMap(KubernetesSettingsTest::variables).collect(Collectors.toSet());
        assertThat(manifests.instances()).allSatisfy(pod -> {
            assertThat(variables).containsAll(manifests.settings(pod).keySet());
            pod.spec().getInitContainers()
                    .forEach(it -> assertThat(variables).containsAll(it.getEnv().stream().map(EnvVar::getName).toList()));
        });
    }

    @Test
    void requiredSettingsComeFromTheSecret() {
        assertThat(instances()).allSatisfy(pod -> {
            assertThat(settings(pod)).containsEntry("SPRING_CONFIG_IMPORT", "configtree:/etc/tenfold/");
            assertThat(settings(pod).keySet()).noneMatch(name -> name.endsWith("_PASSWORD") || name.endsWith("_KEY"));
            assertThat(container(pod).getVolumeMounts()).anyMatch(it -> it.getMountPath().equals("/etc/tenfold"));
        });
    }

    @Test
    void everyPodMayRunInARestrictedNamespace() {
        assertThat(manifests.pods()).isNotEmpty().allSatisfy(pod -> {
            var user = pod.spec().getSecurityContext();
            assertThat(user.getRunAsNonRoot()).isTrue();
            assertThat(user.getRunAsUser()).isPositive();
            assertThat(user.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.spec().getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.spec().getHostNetwork()).isNull();
            assertThat(pod.spec().getVolumes()).allMatch(it -> it.getHostPath() == null);
            assertThat(pod.spec().getContainers()).isNotEmpty();
            assertThat(Stream.concat(pod.spec().getContainers().stream(), pod.spec().getInitContainers().stream())).allSatisfy(it -> {
                assertThat(it.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
                assertThat(it.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
                assertThat(it.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
                assertThat(it.getResources().getLimits()).containsKeys("cpu", "memory");
                assertThat(it.getResources().getRequests()).containsKeys("cpu", "memory");
            });
        });
    }

    @Test
    void probesUseExistingHealthEndpoints() {
        assertThat(instances()).filteredOn(pod -> !pod.name().equals("tenfold-migrate")).hasSize(2).allSatisfy(pod -> {
            Container container = container(pod);
            assertThat(path(container.getStartupProbe())).isEqualTo("/actuator/health/liveness");
            assertThat(path(container.getLivenessProbe())).isEqualTo("/actuator/health/liveness");
            assertThat(path(container.getReadinessProbe())).isEqualTo("/actuator/health/readiness");
            assertThat(Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                    .allMatch(probe -> probe.getHttpGet().getPort().getStrVal().equals("operations"));
            assertThat(settings(pod).get("MANAGEMENT_SERVER_PORT")).isEqualTo(container.getPorts().stream()
                    .filter(port -> port.getName().equals("operations")).findFirst().orElseThrow().getContainerPort().toString());
        });
    }

    /** A container with probes, or with a limit on its time, never updates the schema: a long migration would be ended again and again. */
    @Test
    void nothingEndsAMigration() {
        Pod migration = pod("tenfold-migrate");
        assertThat(settings(migration)).containsEntry("TENFOLD_ROLES", "migrate");
        assertThat(Stream.of(container(migration).getStartupProbe(), container(migration).getLivenessProbe())).allMatch(Objects::isNull);
        assertThat(manifests.one(Job.class, "tenfold-migrate").getSpec().getActiveDeadlineSeconds()).isNull();
        assertThat(instances()).filteredOn(pod -> !pod.name().equals("tenfold-migrate")).hasSize(2).allSatisfy(pod -> {
            assertThat(settings(pod)).containsEntry("SPRING_FLYWAY_ENABLED", "false");
            assertThat(pod.spec().getInitContainers()).hasSize(waitingContainers)
                    .allSatisfy(it -> assertThat(it.getEnv()).extracting(EnvVar::getName, EnvVar::getValue)
                            .containsExactlyInAnyOrder(tuple("TENFOLD_ROLES", "migrate"), tuple("TENFOLD_MIGRATION_WAIT_ONLY", "true")));
        });
    }

    @Test
    void aPodHasTheTimeThatAShutdownTakes() {
        Duration limit = DurationStyle.detectAndParse(KNOWN.get("tenfold.shutdown.timeout").path("defaultValue").asString());
        assertThat(instances()).filteredOn(pod -> !pod.name().equals("tenfold-migrate")).allSatisfy(pod -> {
            var lifecycle = container(pod).getLifecycle();
            long pause = lifecycle == null ? 0 : lifecycle.getPreStop().getSleep().getSeconds();
            assertThat(pod.spec().getTerminationGracePeriodSeconds()).isGreaterThan(limit.toSeconds() + pause);
        });
    }

    @Test
    void theExpectedInstancesAreTheMaximum() {
        var scaler = manifests.one(HorizontalPodAutoscaler.class, "tenfold-api");
        assertThat(instances()).allSatisfy(pod -> assertThat(settings(pod))
                .containsEntry("TENFOLD_EXPECTED_INSTANCES", Integer.toString(scaler.getSpec().getMaxReplicas())));
    }

    @Test
    void postgresAllowsAllConnectionsOfAllInstances() throws IOException {
        int sum = connections(manifests);
        assertThat(sum).as("connections at most").isLessThanOrEqualTo(maxConnections - KEPT_FOR_SUPERUSERS);
        assertThat(settings(pod("tenfold-worker")).get("SPRING_DATASOURCE_URL")).doesNotContain("pgbouncer");
        String row = Files.readString(CAPACITY).lines().filter(it -> it.startsWith("| `" + manifests.size() + "` |")).findFirst()
                .orElseThrow();
        assertThat(row).endsWith("| " + sum + " of " + maxConnections + " |");
    }

    /**
     * Includes a rolling update, when there are more pods than usual. A worker's relay has a connection besides the pool. With replicas, each
     * instance has one more, which may go through PgBouncer.
     */
    private static int connections(Manifests manifests) {
        Map<String, String> api = manifests.settings(pod(manifests, "tenfold-api"));
        int pool = Integer.parseInt(api.get("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE"));
        int tracking = api.containsKey("TENFOLD_REPLICA_URL") ? 1 : 0;
        int workers = mostPods(manifests, "tenfold-worker") * (pool + 1 + tracking);
        return workers + (api.get("SPRING_DATASOURCE_URL").contains("pgbouncer") ? pooledConnections(manifests, "tenfold")
                : mostPods(manifests, "tenfold-api") * (pool + tracking));
    }

    private static int mostPods(Manifests manifests, String name) {
        Deployment deployment = manifests.one(Deployment.class, name);
        return withSurge(deployment, name.equals("tenfold-api")
                ? manifests.one(HorizontalPodAutoscaler.class, name).getSpec().getMaxReplicas() : deployment.getSpec().getReplicas());
    }

    private static int pooledConnections(Manifests manifests, String database) {
        Matcher size = Pattern.compile("\\bpool_size=(\\d+)").matcher(pooled(manifests, database));
        assertThat(size.find()).isTrue();
        return mostPods(manifests, "pgbouncer") * Integer.parseInt(size.group(1));
    }

    /** What PgBouncer knows of a database. */
    private static String pooled(Manifests manifests, String database) {
        return manifests.all(ConfigMap.class).stream().filter(it -> it.getMetadata().getName().startsWith("pgbouncer")).findFirst()
                .orElseThrow().getData().get("pgbouncer.ini").lines().filter(it -> it.startsWith(database + " = ")).findFirst()
                .orElseThrow();
    }

    /** Its lines are comments in the manifests, except in the smallest size. */
    @Test
    void aReplicaFitsTheOtherSettings() throws IOException {
        Manifests replicated = manifests.withReplica();
        boolean isOffered = !manifests.size().equals("small");
        assertVariablesAreKnown(replicated);
        int sum = isOffered ? connections(replicated)
                : connections(manifests) + mostPods(manifests, "tenfold-api") + mostPods(manifests, "tenfold-worker");
        assertThat(sum).as("connections at most").isLessThanOrEqualTo(maxConnections - KEPT_FOR_SUPERUSERS);
        assertThat(Files.readString(CAPACITY)).containsPattern("With replicas the sums are .*\\b" + sum + " in `" + manifests.size() + "`");
        for (Pod pod : replicated.instances()) {
            Map<String, String> settings = replicated.settings(pod);
            assertThat(settings.containsKey("TENFOLD_REPLICA_URL")).as(pod.name()).isEqualTo(isOffered);
            assertThat(settings.get("TENFOLD_REPLICA_TRACK_WRITES")).as(pod.name()).isEqualTo(isOffered ? "true" : null);
        }
        if (isOffered) {
            assertReplicaIsReachedLikeThePrimary(replicated, "tenfold-api");
            assertReplicaIsReachedLikeThePrimary(replicated, "tenfold-worker");
        }
    }

    /** Through PgBouncer or not, with the time limits of the primary, and within the connections that a server of this size allows. */
    private void assertReplicaIsReachedLikeThePrimary(Manifests replicated, String name) {
        Map<String, String> settings = replicated.settings(pod(replicated, name));
        String primary = settings.get("SPRING_DATASOURCE_URL");
        String replica = settings.get("TENFOLD_REPLICA_URL");
        if (primary.contains("pgbouncer")) {
            assertThat(replica).startsWith(primary);
            String entry = pooled(replicated, replica.substring(replica.lastIndexOf('/') + 1));
            assertThat(entry).contains(" host=postgres-replica port=5432 dbname=tenfold ", "default_transaction_read_only = on");
            assertThat(limits(entry)).isNotEmpty().isSubsetOf(limits(pooled(replicated, "tenfold")));
            int workers = mostPods(replicated, "tenfold-worker") * (REPLICA_POOL + 1);
            assertThat(pooledConnections(replicated, "tenfold_replica") + workers)
                    .isLessThanOrEqualTo(maxConnections - KEPT_FOR_SUPERUSERS);
        } else {
            assertThat(replica).isEqualTo("jdbc:postgresql://postgres-replica:5432/tenfold");
            assertThat(mostPods(replicated, name) * (REPLICA_POOL + 1)).isLessThanOrEqualTo(maxConnections - KEPT_FOR_SUPERUSERS);
        }
    }

    private static Set<String> limits(String entry) {
        return Pattern.compile("\\w+_timeout = \\d+").matcher(entry).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static int withSurge(Deployment deployment, int replicas) {
        IntOrString surge = deployment.getSpec().getStrategy().getRollingUpdate().getMaxSurge();
        return replicas + (surge.getStrVal() == null ? surge.getIntVal()
                : (int) Math.ceil(replicas * Integer.parseInt(surge.getStrVal().replace("%", "")) / 100.0));
    }

    /** What the service and its features need outside of the cluster: S3, SMTP and webhooks. */
    @Test
    void podsReachWhatTheirRoleNeeds() {
        assertThat(reachable("tenfold-worker", null)).contains(5432, 6379, 443, 25, 465, 587);
        assertThat(reachable("tenfold-worker", "0.0.0.0/0")).contains(443, 1024);
        assertThat(reachable("tenfold-api", null)).contains(6379, 443).doesNotContain(25, 465, 587);
        assertThat(reachable("tenfold-api", "0.0.0.0/0")).isEmpty();
        assertThat(reachable("tenfold-migrate", null)).doesNotContain(443, 25, 465, 587);
    }

    /** The ports that a pod may connect to, at any address or in this network. */
    private List<Integer> reachable(String name, @Nullable String network) {
        return manifests.all(NetworkPolicy.class).stream().map(NetworkPolicy::getSpec)
                .filter(policy -> Manifests.matches(policy.getPodSelector(), pod(name).labels()))
                .flatMap(policy -> policy.getEgress().stream())
                .filter(rule -> network == null ? rule.getTo().isEmpty()
                        : rule.getTo().stream().anyMatch(to -> to.getIpBlock() != null && network.equals(to.getIpBlock().getCidr())))
                .flatMap(rule -> rule.getPorts().stream()).map(port -> port.getPort().getIntVal()).toList();
    }

    @Test
    void allPodsHaveOnePlaceForFilesAndRoomForUploads() {
        long uploads = KNOWN.get("tenfold.requestlimits.uploads").path("defaultValue").asLong()
                * DataSize.parse(KNOWN.get("tenfold.requestlimits.max-upload").path("defaultValue").asString()).toBytes();
        Manifests folder = manifests.with("shared-folder");
        for (String name : List.of("tenfold-api", "tenfold-worker")) {
            assertThat(settings(pod(name)).get("TENFOLD_STORAGE_BUCKET")).isNotBlank();
            assertThat(pod(name).spec().getVolumes()).filteredOn(it -> it.getName().equals("tmp")).singleElement().satisfies(
                    it -> assertThat(Quantity.getAmountInBytes(it.getEmptyDir().getSizeLimit()).longValue()).isGreaterThan(2 * uploads));
            var mounted = folder.pods().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow().spec();
            assertThat(mounted.getContainers().getFirst().getVolumeMounts()).anyMatch(it -> it.getMountPath().equals("/files"));
            assertThat(mounted.getVolumes()).anyMatch(it -> it.getPersistentVolumeClaim() != null
                    && it.getPersistentVolumeClaim().getClaimName().equals("tenfold-files"));
        }
        assertThat(folder.all(ConfigMap.class)).anySatisfy(it -> assertThat(it.getData()).containsEntry("TENFOLD_STORAGE_FOLDER", "/files")
                .containsEntry("TENFOLD_STORAGE_BUCKET", ""));
        assertThat(folder.one(PersistentVolumeClaim.class, "tenfold-files").getSpec().getAccessModes()).containsExactly("ReadWriteMany");
    }

    @Test
    void onlyTheMigrationOwnsTheSchema() {
        for (Pod pod : instances()) {
            boolean migrates = pod.name().equals("tenfold-migrate");
            assertThat(settings(pod).get("SPRING_FLYWAY_USER")).isEqualTo(migrates ? "tenfold_owner" : null);
            assertThat(settings(pod)).containsEntry("SPRING_DATASOURCE_USERNAME", "tenfold").containsEntry("SPRING_FLYWAY_ENABLED",
                    "false");
            assertThat(pod.spec().getVolumes()).filteredOn(it -> it.getSecret() != null).singleElement()
                    .satisfies(it -> assertThat(it.getSecret().getSecretName()).isEqualTo(migrates ? "tenfold-owner" : "tenfold"));
        }
    }

    private List<Pod> instances() {
        return manifests.instances();
    }

    private Pod pod(String name) {
        return pod(manifests, name);
    }

    private static Pod pod(Manifests manifests, String name) {
        return manifests.pods().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    }

    private static Container container(Pod pod) {
        return pod.spec().getContainers().getFirst();
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }

    private Map<String, String> settings(Pod pod) {
        assertThat(manifests.all(ConfigMap.class)).anyMatch(it -> it.getMetadata().getName().startsWith(SETTINGS));
        return manifests.settings(pod);
    }

    /** Spring Boot ignores a dash or reads it as an underscore. */
    private static Stream<String> variables(String property) {
        String name = property.replace('.', '_').toUpperCase(Locale.ROOT);
        return Stream.of(name.replace("-", ""), name.replace('-', '_'));
    }

    /** Every property that Spring Boot and the service describe, by name. */
    private static Map<String, JsonNode> known() {
        return Stream.of("META-INF/spring-configuration-metadata.json", "META-INF/additional-spring-configuration-metadata.json")
                .flatMap(KubernetesSettingsTest::resources).flatMap(it -> it.path("properties").valueStream())
                .collect(Collectors.toMap(it -> it.path("name").asString(), it -> it, (first, _) -> first));
    }

    private static Stream<JsonNode> resources(String name) {
        try {
            return Collections.list(KubernetesSettingsTest.class.getClassLoader().getResources(name)).stream()
                    .map(KubernetesSettingsTest::read);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(URL url) {
        try (InputStream json = url.openStream()) {
            return JsonMapper.shared().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
