package dev.cairn;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The floors of the house: a package knows only those below it that are named here. */
class ArchitectureTest {

  private static final String ROOT = "dev.cairn";

  private static final Set<String> LIBRARY =
      Set.of(
          "tensor",
          "engine",
          "store",
          "data",
          "model",
          "optim",
          "train",
          "share",
          "compare",
          "display",
          "settings");

  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("tensor", Set.of()),
          Map.entry("data", Set.of()),
          Map.entry("settings", Set.of("tensor")),
          Map.entry("engine", Set.of("tensor")),
          Map.entry("store", Set.of("tensor")),
          Map.entry("model", Set.of("engine", "tensor")),
          Map.entry("optim", Set.of("engine", "tensor")),
          Map.entry("train", Set.of("data", "model", "optim", "store", "engine", "tensor")),
          Map.entry("share", Set.of("store", "tensor")),
          Map.entry("compare", Set.of("train", "data", "model", "engine", "store", "tensor")),
          Map.entry("display", Set.of("compare", "train", "store", "tensor")),
          Map.entry("", LIBRARY),
          Map.entry("script", with(LIBRARY, "")),
          Map.entry("cli", with(LIBRARY, "", "script")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageKnowsOnlyTheFloorsBelowIt() {
    for (String floor : floors()) {
      assertThat(MAY_USE).as("the floors").containsKey(floor);
      Set<String> known = with(MAY_USE.getOrDefault(floor, Set.of()), floor);
      noClasses()
          .that()
          .resideInAPackage(packageOf(floor))
          .should()
          .dependOnClassesThat(are(in("floors other than " + known, known)))
          .check(CLASSES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensor", "store", "data", "share"})
  void whatServesOtherTrainersKnowsNothingOfTheEngine(String floor) {
    noClasses()
        .that()
        .resideInAPackage(packageOf(floor))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsAndRefusesNull() {
    JavaPackage house = CLASSES.getPackage(ROOT);
    List<String> silent =
        Stream.concat(house.getSubpackagesInTree().stream(), Stream.of(house))
            .filter(candidate -> !candidate.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();
    assertThat(silent).isEmpty();
  }

  private static Set<String> floors() {
    return CLASSES.stream().map(ArchitectureTest::floor).collect(Collectors.toSet());
  }

  /** Of this house, and on none of the known floors. */
  private static DescribedPredicate<JavaClass> in(String description, Set<String> known) {
    return DescribedPredicate.describe(
        description,
        used ->
            (used.getPackageName() + ".").startsWith(ROOT + ".") && !known.contains(floor(used)));
  }

  private static String floor(JavaClass type) {
    return type.getPackageName().equals(ROOT)
        ? ""
        : type.getPackageName().substring(ROOT.length() + 1);
  }

  private static String packageOf(String floor) {
    return floor.isEmpty() ? ROOT : ROOT + "." + floor;
  }

  private static Set<String> with(Set<String> floors, String... more) {
    return Stream.concat(floors.stream(), Arrays.stream(more)).collect(Collectors.toSet());
  }
}
