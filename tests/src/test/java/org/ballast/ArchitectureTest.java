package org.ballast;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The picture of packages, held against the code. */
@AnalyzeClasses(packages = "org.ballast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] COMMON = {
    "org.ballast.group..",
    "org.ballast.stats..",
    "org.ballast.gate..",
    "org.ballast.curation..",
    "org.ballast.balance..",
    "org.ballast.sweep..",
    "org.ballast.pareto..",
    "org.ballast.run..",
    "org.ballast.config..",
    "org.ballast.report.."
  };
  private static final String[] JOBS = {
    "org.ballast.spark..",
    "org.ballast.engine..",
    "org.ballast.image..",
    "org.ballast.jobs..",
    "org.ballast.cli.."
  };

  @ArchTest
  static final ArchRule COMMON_KNOWS_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage(COMMON)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.apache.spark..", "org.apache.hadoop..", "org.apache.parquet..", "ai.djl.."));

  @ArchTest
  static final ArchRule COMMON_KNOWS_NO_JOBS =
      noClasses()
          .that()
          .resideInAnyPackage(COMMON)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(JOBS);

  @ArchTest
  static final ArchRule SPARK_STEPS_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAPackage("org.ballast.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.ballast.engine..", "org.ballast.jobs..", "org.ballast.cli..", "ai.djl..");

  @ArchTest
  static final ArchRule THE_ENGINE_KNOWS_NO_SPARK =
      noClasses()
          .that()
          .resideInAPackage("org.ballast.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.ballast.spark..",
              "org.ballast.jobs..",
              "org.ballast.cli..",
              "org.apache.spark..");

  /** Such operands lie in Java buffers that may be gone before a backward pass reads them. */
  @ArchTest
  static final ArchRule OPERANDS_ARE_NATIVE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.ballast.engine.Torch")
          .should()
          .callMethodWhere(describe("DJL wraps Java values", ArchitectureTest::wrapsJavaValues));

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ballast.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.ballast.cli..");

  @ArchTest
  static final ArchRule VALUES_STAND_ALONE =
      classes()
          .that()
          .resideInAPackage("org.ballast.group..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "org.ballast.group..", "java..", "com.fasterxml.jackson..", "org.jspecify.."));

  @ArchTest
  static final ArchRule DECODING_IS_PLAIN_JAVA =
      classes()
          .that()
          .resideInAPackage("org.ballast.image..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "org.ballast.image..", "java..", "javax.imageio..", "org.jspecify.."));

  @ArchTest
  static final ArchRule BALANCING_IS_PLAIN_MATHS =
      noClasses()
          .that()
          .resideInAnyPackage("org.ballast.balance..", "org.ballast.pareto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.ballast.config..",
              "org.ballast.report..",
              "org.ballast.sweep..",
              "java.io..",
              "java.nio..");

  @ArchTest
  static final ArchRule NO_CIRCLES =
      SlicesRuleDefinition.slices().matching("org.ballast.(*)..").should().beFreeOfCycles();

  private static boolean wrapsJavaValues(JavaMethodCall call) {
    boolean creates = call.getName().equals("create");
    boolean takesNumber =
        call.getTarget().getRawParameterTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(Number.class));
    JavaClass owner = call.getTargetOwner();
    return (creates && owner.isAssignableTo("ai.djl.ndarray.NDManager"))
        || (takesNumber && owner.isAssignableTo("ai.djl.ndarray.NDArray"));
  }
}
