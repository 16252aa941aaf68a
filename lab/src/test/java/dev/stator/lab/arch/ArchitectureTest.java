package dev.stator.lab.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses BROKEN =
      new ClassFileImporter().importPackages("dev.stator.lab.arch.broken");

  @Test
  void everyRoomIsLookedAt() {
    Set<String> seen = new TreeSet<>();
    House.CLASSES.forEach(type -> seen.add(House.roomOf(type.getPackageName())));
    assertThat(seen).isEqualTo(new TreeSet<>(House.ARROWS.keySet()));
  }

  @Test
  void roomsKnowOnlyTheRoomsBelowThem() {
    classes().should(followArrows(House.ARROWS)).check(House.CLASSES);
  }

  @Test
  void anArrowTooManyIsSeen() {
    // The router without its arrow to model: as if someone had added that arrow to the code alone.
    Map<String, List<String>> fewer = new java.util.TreeMap<>(House.ARROWS);
    fewer.put("router", List.of("base", "cluster"));
    EvaluationResult result = classes().should(followArrows(fewer)).evaluate(House.CLASSES);
    assertThat(result.hasViolation()).isTrue();
    assertThat(result.getFailureReport().getDetails())
        .allSatisfy(
            line -> assertThat(line).contains("dev.stator.router").contains("dev.stator.model"));
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .assignedFrom(packages(type -> type.getPackageName()))
        .should()
        .beFreeOfCycles()
        .check(House.CLASSES);
  }

  @Test
  void aCycleIsSeen() {
    // Two halves of one package, by the first letter of the class: they know each other.
    ArchRule rule =
        slices()
            .assignedFrom(packages(type -> type.getName().contains(".Item") ? "a" : "b"))
            .should()
            .beFreeOfCycles();
    assertThat(rule.evaluate(House.CLASSES).hasViolation()).isTrue();
  }

  @Test
  void simulatedCodeTakesAllFromBase() {
    classes()
        .that(describe("are run by the simulator", SimulatedCode::is))
        .should(SimulatedCode.takesAllFromBase())
        .check(House.CLASSES);
  }

  @Test
  void everyForbiddenThingIsSeen() {
    for (JavaClass broken : BROKEN) {
      if (broken.isNestedClass()) {
        EvaluationResult result =
            classes()
                .that(describe("are " + broken.getName(), broken::equals))
                .should(SimulatedCode.takesAllFromBase())
                .evaluate(BROKEN);
        assertThat(result.hasViolation()).as(broken.getSimpleName()).isTrue();
      }
    }
  }

  @Test
  void threadsAreMadeInServerAndLabAlone() {
    classes()
        .that(
            describe(
                "are neither server nor lab, nor the front's event loops",
                type ->
                    !Set.of("server", "lab").contains(House.roomOf(type.getPackageName()))
                        && !type.getName().equals("dev.stator.router.http.HttpTransport")))
        .should(makeNoThreads())
        .check(House.CLASSES);
  }

  @Test
  void everyWayToMakeAThreadIsSeen() {
    EvaluationResult result = classes().should(makeNoThreads()).evaluate(BROKEN);
    assertThat(String.join("\n", result.getFailureReport().getDetails()))
        .contains("StartsThread", "MakesThread", "UsesPool", "MakesEventLoops");
  }

  private static ArchCondition<JavaClass> followArrows(Map<String, List<String>> arrows) {
    return new ArchCondition<>("know only the rooms that their own may know") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = House.roomOf(type.getPackageName());
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String to =
              House.roomOf(dependency.getTargetClass().getBaseComponentType().getPackageName());
          if (!to.isEmpty() && !to.equals(from) && !arrows.get(from).contains(to)) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> makeNoThreads() {
    return new ArchCondition<>("make no threads") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaConstructorCall call : type.getConstructorCallsFromSelf()) {
          JavaClass made = call.getTargetOwner();
          if (made.isAssignableTo(Thread.class)
              || made.isAssignableTo(java.util.concurrent.ExecutorService.class)
              || made.isAssignableTo(java.util.Timer.class)) {
            events.add(SimpleConditionEvent.violated(type, call.getDescription()));
          }
        }
        type.getMethodCallsFromSelf()
            .forEach(call -> {
              String owner = call.getTargetOwner().getName();
              String method = call.getName();
              if (owner.equals("java.util.concurrent.Executors")
                  || (owner.equals("java.lang.Thread")
                      && Set.of("ofPlatform", "ofVirtual", "startVirtualThread")
                          .contains(method))) {
                events.add(SimpleConditionEvent.violated(type, call.getDescription()));
              }
            });
      }
    };
  }

  private static SliceAssignment packages(java.util.function.Function<JavaClass, String> slice) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return SliceIdentifier.of(slice.apply(type));
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
