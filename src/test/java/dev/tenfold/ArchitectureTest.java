package dev.tenfold;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import dev.tenfold.messaging.outbox.Event;
import dev.tenfold.messaging.outbox.EventData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.springframework.transaction.annotation.Transactional;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The eight modules, what each may depend on, and the rules that hold inside them. */
@AnalyzeClasses(packages = "dev.tenfold", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.tenfold";

    /** What each module may depend on. The picture in docs/architecture.md shows the same arrows. */
    private static final Map<String, Set<String>> ARROWS =
            Map.of("shop", Set.of("security", "api", "cache", "messaging", "jobs", "platform"),
                    "traffic", Set.of("api", "cache", "platform"),
                    "jobs", Set.of("security", "api", "platform"),
                    "messaging", Set.of("api", "cache", "platform"),
                    "security", Set.of("api", "platform"),
                    "api", Set.of("platform"),
                    "cache", Set.of("platform"),
                    "platform", Set.of());

    private static final Pattern PICTURE = Pattern.compile("```mermaid\nflowchart TD\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ARROW = Pattern.compile("(.+) --> (.+)");

    private static final String CONTROLLER = ".*Controller(\\$.*)?";
    private static final String REPOSITORY = ".*Repository(\\$.*)?";
    private static final String CONTROLLER_OR_REPOSITORY = ".*(Controller|Repository)(\\$.*)?";

    private static final String CHECKOUT = "dev.tenfold.shop.checkout..";
    private static final String ORDER = "dev.tenfold.shop.order..";
    private static final String INVENTORY = "dev.tenfold.shop.inventory..";
    private static final String PRODUCT = "dev.tenfold.shop.product..";
    private static final String USER = "dev.tenfold.shop.user..";
    private static final String PRODUCT_IMPORT = "dev.tenfold.shop.productimport..";
    private static final String INVOICE = "dev.tenfold.shop.invoice..";
    private static final String TOKEN = "dev.tenfold.security.token..";
    private static final String ACCESS = "dev.tenfold.security.access..";
    private static final String OPENAPI = "dev.tenfold.api.openapi..";

    @ArchTest
    static void modulesDependOnlyOnWhatTheArrowsAllow(JavaClasses classes) {
        var wrong = dependencies(classes).filter(it -> !allowed(module(it.getOriginClass()), module(it.getTargetClass())))
                .map(Dependency::getDescription);
        assertThat(wrong).as("dependencies against the arrows").isEmpty();
    }

    @ArchTest
    static void everyArrowIsNeeded(JavaClasses classes) {
        Map<String, Set<String>> used = new TreeMap<>();
        ARROWS.keySet().forEach(module -> used.put(module, new TreeSet<>()));
        dependencies(classes).filter(it -> ARROWS.containsKey(module(it.getOriginClass())))
                .forEach(it -> used.get(module(it.getOriginClass())).add(module(it.getTargetClass())));
        used.forEach((module, others) -> others.remove(module));
        assertThat(used).isEqualTo(ARROWS);
    }

    @ArchTest
    static void everyClassIsInAModule(JavaClasses classes) {
        var outside = classes.stream().filter(it -> !ARROWS.containsKey(module(it))).map(JavaClass::getName)
                .filter(name -> !Set.of("dev.tenfold.TenfoldApplication", "dev.tenfold.package-info").contains(name));
        assertThat(outside).as("classes in no module").isEmpty();
    }

    @ArchTest
    static void theReadmeShowsTheArrows(JavaClasses classes) throws IOException {
        Matcher picture = PICTURE.matcher(Files.readString(Path.of("docs", "architecture.md")));
        assertThat(picture.find()).as("a flowchart in docs/architecture.md").isTrue();
        Map<String, Set<String>> shown = new TreeMap<>();
        ARROWS.keySet().forEach(module -> shown.put(module, new TreeSet<>()));
        for (String line : picture.group(1).lines().map(String::strip).toList()) {
            Matcher arrow = ARROW.matcher(line);
            assertThat(arrow.matches()).as(line).isTrue();
            names(arrow.group(1)).forEach(from -> shown.computeIfAbsent(from, _ -> new TreeSet<>()).addAll(names(arrow.group(2))));
        }
        assertThat(shown).as("the arrows of the picture in docs/architecture.md").isEqualTo(ARROWS);
        assertThat(classes.stream().map(ArchitectureTest::module).filter(ARROWS::containsKey).distinct())
                .as("the modules of the tree").containsExactlyInAnyOrderElementsOf(shown.keySet());
    }

    private static List<String> names(String side) {
        return Arrays.stream(side.split("&", -1)).map(String::strip).toList();
    }

    private static Stream<Dependency> dependencies(JavaClasses classes) {
        return classes.stream().flatMap(it -> it.getDirectDependenciesFromSelf().stream())
                .filter(it -> it.getTargetClass().getPackageName().startsWith(ROOT));
    }

    private static boolean allowed(String from, String to) {
        return from.isEmpty() || from.equals(to) || ARROWS.getOrDefault(from, Set.of()).contains(to);
    }

    /** The module of a class: the first name below the root, and empty for the root itself. */
    private static String module(JavaClass type) {
        String below = type.getPackageName().substring(ROOT.length());
        return below.isEmpty() ? "" : below.substring(1).replaceFirst("\\..*", "");
    }

    @ArchTest
    static final ArchRule modulesFormNoCircles = slices().matching("dev.tenfold.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesFormNoCircles = slices().matching("dev.tenfold.(*.*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesStayFlat = noClasses().should().resideInAPackage("dev.tenfold.*.*.*..");

    @ArchTest
    static final ArchRule usersKnowNoOtherFeature =
            in(USER).should().dependOnClassesThat().resideInAnyPackage(CHECKOUT, ORDER, INVENTORY, PRODUCT, TOKEN, ACCESS);

    @ArchTest
    static final ArchRule productsKnowInventoryAndUsersOnly =
            in(PRODUCT).should().dependOnClassesThat().resideInAnyPackage(CHECKOUT, ORDER, TOKEN, ACCESS);

    @ArchTest
    static final ArchRule inventoryKnowsUsersOnly =
            in(INVENTORY).should().dependOnClassesThat().resideInAnyPackage(CHECKOUT, ORDER, PRODUCT, TOKEN, ACCESS);

    @ArchTest
    static final ArchRule ordersKnowInventoryAndUsersOnly =
            in(ORDER).should().dependOnClassesThat().resideInAnyPackage(CHECKOUT, PRODUCT, TOKEN, ACCESS);

    @ArchTest
    static final ArchRule webhooksDoNotKnowWhoDeliversEvents = in("dev.tenfold.messaging.webhook..").should().dependOnClassesThat()
            .resideInAPackage("dev.tenfold.messaging.delivery..");

    @ArchTest
    static final ArchRule nobodyElseSendsRequests = noClasses().that().resideOutsideOfPackage("dev.tenfold.messaging.outbound..").should()
            .dependOnClassesThat().resideInAnyPackage("org.apache.hc..", "java.net.http..");

    @ArchTest
    static final ArchRule importsKnowProductsJobsAndUsersOnly =
            in(PRODUCT_IMPORT).should().dependOnClassesThat().resideInAnyPackage(CHECKOUT, ORDER, INVENTORY, INVOICE, TOKEN, ACCESS);

    @ArchTest
    static final ArchRule invoicesKnowOrdersJobsAndUsersOnly =
            in(INVOICE).should().dependOnClassesThat().resideInAnyPackage(CHECKOUT, INVENTORY, PRODUCT, TOKEN, ACCESS);

    @ArchTest
    static final ArchRule checkoutKnowsNothingOfSignIn =
            in(CHECKOUT).should().dependOnClassesThat().resideInAnyPackage(TOKEN, ACCESS);

    @ArchTest
    static final ArchRule nothingDependsOnTheDocumentation =
            noClasses().that().resideOutsideOfPackage(OPENAPI).should().dependOnClassesThat().resideInAPackage(OPENAPI);

    @ArchTest
    static final ArchRule failuresKnowNoSpring =
            in("dev.tenfold.platform.failure..").should().dependOnClassesThat().resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule controllersAndRepositoriesArePackagePrivate = classes().that().haveSimpleNameEndingWith("Controller")
            .or().haveSimpleNameEndingWith("Repository").should().bePackagePrivate();

    @ArchTest
    static final ArchRule controllersAskServicesAndNeverRepositories = noClasses().that().haveNameMatching(CONTROLLER)
            .should().dependOnClassesThat().haveNameMatching(REPOSITORY);

    private static final DescribedPredicate<JavaClass> REQUEST_BODY = DescribedPredicate.describe("are the body of a request",
            it -> it.getSimpleName().endsWith("Request") && it.getFields().stream().flatMap(field -> field.getAnnotations().stream())
                    .anyMatch(annotation -> annotation.getRawType().getPackageName().startsWith("jakarta.validation")));

    @ArchTest
    static final ArchRule theBodiesOfRequestsAreKnown = classes().that(REQUEST_BODY).should().beRecords();

    @ArchTest
    static final ArchRule servicesAndRepositoriesTakeCommandsAndNotBodiesOfRequests = noClasses().that()
            .haveNameMatching(".*(Service|Repository|Passwords|Events|Batches|Checkout|Cart)(\\$.*)?")
            .should().dependOnClassesThat(REQUEST_BODY);

    @ArchTest
    static final ArchRule eventsAreRecordsOfTheirOwn = classes().that().implement(EventData.class).should().beRecords();

    @ArchTest
    static final ArchRule eventsDoNotDependOnTheApi = noClasses().that().implement(EventData.class)
            .should().dependOnClassesThat().haveNameMatching(".*(Request|Response)(\\$.*)?");

    @ArchTest
    static final ArchRule theShopMakesEventsOfRecords = noClasses().that().resideInAPackage("dev.tenfold.shop..")
            .should().callMethod(Event.class, "of", String.class, UUID.class, String.class, Instant.class)
            .orShould().callConstructor(Event.class, UUID.class, String.class, UUID.class, String.class, Instant.class, String.class);

    @ArchTest
    static final ArchRule controllersLeaveOpenApiAndConstraintsToTheirInterface =
            noClasses().that().haveNameMatching(CONTROLLER).should().dependOnClassesThat()
                    .resideInAnyPackage("io.swagger..", "jakarta.validation..");

    @ArchTest
    static final ArchRule transactionsStandOnServices = noClasses().that().haveNameMatching(CONTROLLER_OR_REPOSITORY)
            .should().beMetaAnnotatedWith(Transactional.class);

    @ArchTest
    static final ArchRule transactionsStandOnServiceMethods =
            noMethods().that().areDeclaredInClassesThat().haveNameMatching(CONTROLLER_OR_REPOSITORY)
                    .should().beMetaAnnotatedWith(Transactional.class);

    @ArchTest
    static final ArchRule redisIsUsedInOnePackage = noClasses().that().resideOutsideOfPackage("dev.tenfold.cache.redis..")
            .should().dependOnClassesThat().resideInAnyPackage("org.springframework.data.redis..", "io.lettuce..");

    @ArchTest
    static final ArchRule kafkaIsUsedInOnePackage = noClasses().that().resideOutsideOfPackage("dev.tenfold.messaging.outbox..")
            .should().dependOnClassesThat().resideInAnyPackage("org.springframework.kafka..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule s3IsUsedInOnePackage = noClasses().that().resideOutsideOfPackage("dev.tenfold.jobs.storage..")
            .should().dependOnClassesThat().resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule shopAndSecurityKnowTheCacheAndNotRedis =
            in("dev.tenfold.shop..", "dev.tenfold.security..").should().dependOnClassesThat().resideInAPackage("dev.tenfold.cache.redis..");

    @ArchTest
    static final ArchRule constructorsAndNotFieldsAreInjected = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule logsGoThroughSlf4j = noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging");

    @ArchTest
    static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule packagesAreNamedByWhatTheyAreAbout = noClasses()
            .should().resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..");

    @ArchTest
    static final ArchRule classesAreNamedByWhatTheyDo = noClasses().should().haveSimpleNameEndingWith("Impl");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        var unmarked =
                classes.stream().map(JavaClass::getPackage).filter(it -> !it.isAnnotatedWith(NullMarked.class)).map(JavaPackage::getName);
        assertThat(unmarked.distinct()).as("packages without a package-info.java that says @NullMarked").isEmpty();
    }

    private static GivenClassesConjunction in(String... packages) {
        return noClasses().that().resideInAnyPackage(packages);
    }
}
