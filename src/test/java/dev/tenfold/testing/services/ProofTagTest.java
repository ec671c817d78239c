package dev.tenfold.testing.services;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** A test that starts the service as a process has the tag of proofs, so that {@code mvn verify} stays short. */
@AnalyzeClasses(packages = "dev.tenfold", importOptions = ImportOption.OnlyIncludeTests.class)
class ProofTagTest {

    private static final String PROCESSES =
            "dev\\.tenfold\\..*\\.(Instance|ChildJvm|OtherJvm|Stage|KafkaProcess|PrometheusProcess|PgBouncerProcess)";

    @ArchTest
    static final ArchRule aTestThatStartsOrKillsTheServiceAsAProcessIsAProof = noClasses().that().haveSimpleNameEndingWith("Test").and()
            .areNotAnnotatedWith(Proof.class).should().dependOnClassesThat().haveNameMatching(PROCESSES);
}
