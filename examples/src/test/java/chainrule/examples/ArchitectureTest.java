package chainrule.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrows between the packages of the project only go down. */
class ArchitectureTest {
  private static final String PROJECT = "chainrule..";
  private static final String CORE = "chainrule.autodiff";
  private static final String KERNEL = "chainrule.autodiff.kernel..";
  private static final String REAL = "chainrule.autodiff.real..";
  private static final String GRAPH = "chainrule.autodiff.graph..";
  private static final String COMPILE = "chainrule.autodiff.compile..";
  private static final String EXPRESSION = "chainrule.autodiff.expression..";
  private static final String CHECK = "chainrule.autodiff.check..";
  private static final String NN = "chainrule.nn..";
  private static final String EXAMPLES = "chainrule.examples..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("chainrule");

  /** A room of the project and the other rooms that it may use. */
  record Room(String name, List<String> below) {
    static Room room(String name, String... below) {
      return new Room(name, List.of(below));
    }

    String[] withBelow() {
      List<String> all = new ArrayList<>(below);
      all.add(name);
      return all.toArray(String[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Room> rooms() {
    return Stream.of(
        Room.room(REAL),
        Room.room(KERNEL),
        Room.room(CORE, KERNEL, REAL),
        Room.room(GRAPH, CORE, KERNEL, REAL),
        Room.room(COMPILE, GRAPH, CORE, KERNEL, REAL),
        Room.room(EXPRESSION, COMPILE, GRAPH, CORE, KERNEL, REAL),
        Room.room(CHECK, EXPRESSION, COMPILE, GRAPH, CORE, KERNEL, REAL),
        Room.room(NN, "chainrule.autodiff.."),
        Room.room(EXAMPLES, NN, "chainrule.autodiff.."));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomUsesOnlyTheRoomsBelowIt(Room room) {
    classes()
        .that()
        .resideInAPackage(room.name())
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage(PROJECT).or(resideInAnyPackage(room.withBelow())))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyClassLivesInOneOfTheRooms() {
    classes()
        .should()
        .resideInAnyPackage(rooms().map(Room::name).toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void allModulesAreSeen() {
    assertThat(List.of(CORE, "chainrule.nn", "chainrule.examples"))
        .allMatch(CLASSES::containPackage);
  }

  @Test
  void onlyExamplesPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackage(EXAMPLES)
        .should()
        .accessField(System.class, "out")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void publicFieldsAreFinal() {
    fields().that().arePublic().should().beFinal().allowEmptyShould(true).check(CLASSES);
  }
}
