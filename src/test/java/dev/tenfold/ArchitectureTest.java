package dev.tenfold;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import org.jspecify.annotations.NullMarked;
import org.springframework.transaction.annotation.Transactional;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The walls of the house. A rule with nothing to judge yet passes: packages come and go. */
@AnalyzeClasses(packages = "dev.tenfold", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String CONTROLLER = ".*Controller(\\$.*)?";
    private static final String REPOSITORY = ".*Repository(\\$.*)?";
    private static final String CONTROLLER_OR_REPOSITORY = ".*(Controller|Repository)(\\$.*)?";

    private static final String CHECKOUT = "dev.tenfold.shop.checkout..";
    private static final String ORDER = "dev.tenfold.shop.order..";
    private static final String STOCK = "dev.tenfold.shop.inventory..";
    private static final String PRODUCT = "dev.tenfold.shop.product..";
    private static final String USER = "dev.tenfold.shop.user..";
    private static final String TOKEN = "dev.tenfold.security.token..";
    private static final String AUTH = "dev.tenfold.security.access..";
    private static final String JOB = "dev.tenfold.jobs.job..";
    private static final String WEBHOOK = "dev.tenfold.messaging.webhook..";
    private static final String DELIVERY = "dev.tenfold.messaging.delivery..";
    private static final String CATALOG = "dev.tenfold.shop.productimport..";
    private static final String INVOICE = "dev.tenfold.shop.invoice..";
    private static final String OPENAPI = "dev.tenfold.api.openapi..";

    @ArchTest
    static final ArchRule packagesFormNoCircles = slices().matching("dev.tenfold.(*.*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule usersKnowNoOtherFeature = in(USER).should().dependOnClassesThat()
            .resideInAnyPackage(CHECKOUT, ORDER, STOCK, PRODUCT, TOKEN, AUTH).allowEmptyShould(true);

    @ArchTest
    static final ArchRule signInKnowsUsersOnly = in(TOKEN, AUTH).should().dependOnClassesThat()
            .resideInAnyPackage(CHECKOUT, ORDER, STOCK, PRODUCT).allowEmptyShould(true);

    @ArchTest
    static final ArchRule productsKnowUsersOnly = in(PRODUCT).should().dependOnClassesThat()
            .resideInAnyPackage(CHECKOUT, ORDER, STOCK, TOKEN, AUTH).allowEmptyShould(true);

    @ArchTest
    static final ArchRule stockKnowsProductsAndUsersOnly = in(STOCK).should().dependOnClassesThat()
            .resideInAnyPackage(CHECKOUT, ORDER, TOKEN, AUTH).allowEmptyShould(true);

    @ArchTest
    static final ArchRule ordersKnowProductsAndUsersOnly = in(ORDER).should().dependOnClassesThat()
            .resideInAnyPackage(CHECKOUT, STOCK, TOKEN, AUTH).allowEmptyShould(true);

    @ArchTest
    static final ArchRule jobsKnowUsersOnly = in(JOB).should().dependOnClassesThat()
            .resideInAnyPackage(CHECKOUT, ORDER, STOCK, PRODUCT, TOKEN, AUTH).allowEmptyShould(true);

    @ArchTest
    static final ArchRule webhooksKnowNoOtherFeature =
            in(WEBHOOK, DELIVERY, "dev.tenfold.messaging.webhook..").should().dependOnClassesThat()
                    .resideInAnyPackage(CHECKOUT, ORDER, STOCK, PRODUCT, USER, TOKEN, AUTH, JOB);

    @ArchTest
    static final ArchRule webhooksDoNotKnowWhatBecomesOfEvents = in(WEBHOOK).should().dependOnClassesThat().resideInAPackage(DELIVERY);

    @ArchTest
    static final ArchRule nobodyElseSendsRequests = noClasses().that().resideOutsideOfPackage("dev.tenfold.messaging.outbound..").should()
            .dependOnClassesThat().resideInAnyPackage("org.apache.hc..", "java.net.http..");

    @ArchTest
    static final ArchRule importsKnowProductsJobsAndUsersOnly = in(CATALOG).should().dependOnClassesThat()
            .resideInAnyPackage(CHECKOUT, ORDER, STOCK, INVOICE, TOKEN, AUTH);

    @ArchTest
    static final ArchRule invoicesKnowOrdersJobsAndUsersOnly = in(INVOICE).should().dependOnClassesThat()
            .resideInAnyPackage(CHECKOUT, STOCK, PRODUCT, TOKEN, AUTH);

    @ArchTest
    static final ArchRule checkoutKnowsNothingOfSignIn = in(CHECKOUT).should().dependOnClassesThat().resideInAnyPackage(TOKEN, AUTH)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingDependsOnTheDocumentation =
            noClasses().that().resideOutsideOfPackage(OPENAPI).should().dependOnClassesThat()
                    .resideInAnyPackage(OPENAPI).allowEmptyShould(true);

    @ArchTest
    static final ArchRule whatFeaturesStandOnKnowsNoFeature =
            in("dev.tenfold.api.problem..", "dev.tenfold.api.paging..", "dev.tenfold.api.http..",
                    "dev.tenfold.traffic.requestlimits..",
                    "dev.tenfold.cache.cache..", "dev.tenfold.shop.money..", "dev.tenfold.platform.id..", "dev.tenfold.api.idempotency..",
                    "dev.tenfold.messaging.outbox..",
                    "dev.tenfold.security.password..", "dev.tenfold.api.request..", "dev.tenfold.platform.jdbc..",
                    "dev.tenfold.cache.redis..", "dev.tenfold.cache.batch..",
                    "dev.tenfold.traffic.responsecache..", "dev.tenfold.traffic.loadshedding..", "dev.tenfold.platform.datasource..",
                    "dev.tenfold.platform.jdbc..", "dev.tenfold.platform.id..",
                    "dev.tenfold.platform.shutdown..", "dev.tenfold.traffic.ratelimit..", "dev.tenfold.jobs.storage..",
                    "dev.tenfold.messaging.outbox..", "dev.tenfold.platform.configuration..",
                    "dev.tenfold.platform.tracing..", "dev.tenfold.platform.errortracking..", "dev.tenfold.messaging.outbound..").should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(CHECKOUT, ORDER, STOCK, PRODUCT, USER, TOKEN, AUTH, WEBHOOK, DELIVERY).allowEmptyShould(true);

    @ArchTest
    static final ArchRule controllersAndRepositoriesAreNobodyElsesBusiness = classes().that().haveSimpleNameEndingWith("Controller")
            .or().haveSimpleNameEndingWith("Repository").should().bePackagePrivate().allowEmptyShould(true);

    @ArchTest
    static final ArchRule controllersAskServicesAndNeverRepositories = noClasses().that().haveNameMatching(CONTROLLER)
            .should().dependOnClassesThat().haveNameMatching(REPOSITORY).allowEmptyShould(true);

    @ArchTest
    static final ArchRule transactionsStandOnServices = noClasses().that().haveNameMatching(CONTROLLER_OR_REPOSITORY)
            .should().beMetaAnnotatedWith(Transactional.class).allowEmptyShould(true);

    @ArchTest
    static final ArchRule transactionsStandOnServiceMethods =
            noMethods().that().areDeclaredInClassesThat().haveNameMatching(CONTROLLER_OR_REPOSITORY)
                    .should().beMetaAnnotatedWith(Transactional.class).allowEmptyShould(true);

    @ArchTest
    static final ArchRule redisStaysBehindItsLine = noClasses().that().resideOutsideOfPackage("dev.tenfold.cache.redis..")
            .should().dependOnClassesThat().resideInAnyPackage("org.springframework.data.redis..", "io.lettuce..").allowEmptyShould(true);

    @ArchTest
    static final ArchRule kafkaStaysBehindTheRelay = noClasses().that().resideOutsideOfPackage("dev.tenfold.messaging.outbox..")
            .should().dependOnClassesThat().resideInAnyPackage("org.springframework.kafka..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule s3StaysBehindTheStoreOfFiles = noClasses().that().resideOutsideOfPackage("dev.tenfold.jobs.storage..")
            .should().dependOnClassesThat().resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule featuresKnowTheCacheAndNotRedis =
            in(CHECKOUT, ORDER, STOCK, PRODUCT, USER, TOKEN, AUTH).should().dependOnClassesThat()
                    .resideInAPackage("dev.tenfold.cache.redis..").allowEmptyShould(true);

    @ArchTest
    static final ArchRule constructorsAndNotFieldsAreInjected = NO_CLASSES_SHOULD_USE_FIELD_INJECTION.allowEmptyShould(true);

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
