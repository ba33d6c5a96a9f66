package dev.cairn.kernel;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The floors of the kernel, which stand on those of the library. */
class ArchitectureTest {

  private static final String ROOT = "dev.cairn.kernel";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @ParameterizedTest
  @CsvSource({
    "zmtp, zmtp",
    "protocol, protocol zmtp",
    "cell, cell",
    "java, java cell",
    "kotlin, kotlin cell",
    "session, session java kotlin cell protocol",
  })
  void everyPackageKnowsOnlyTheFloorsBelowIt(String floor, String known) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + floor)
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..").and(DescribedPredicate.not(in(known.split(" ")))))
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({"zmtp", "protocol", "cell", "java"})
  void theLowerFloorsKnowNothingOfRuns(String floor) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + floor)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.cairn..")
                .and(DescribedPredicate.not(resideInAPackage(ROOT + ".."))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsAndRefusesNull() {
    List<String> silent =
        CLASSES.getPackage(ROOT).getSubpackagesInTree().stream()
            .filter(candidate -> !candidate.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();
    assertThat(silent).isEmpty();
  }

  private static DescribedPredicate<JavaClass> in(String... floors) {
    String[] packages = new String[floors.length];
    for (int i = 0; i < floors.length; i++) {
      packages[i] = ROOT + "." + floors[i];
    }
    return resideInAnyPackage(packages);
  }
}
