package dev.stator.lab.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;

/** The rooms and who may know whom; shared by the rules. */
final class House {
  /** Everything that is shipped, and lab beside it; imported once. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.stator");

  /** Each room with the rooms that it may know. Both composition roots may know all. */
  static final Map<String, List<String>> ARROWS =
      Map.of(
          "base", List.of(),
          "model", List.of("base"),
          "storage", List.of("base"),
          "consensus", List.of("base", "storage"),
          "cluster", List.of("base", "model"),
          "node", List.of("base", "model", "storage", "consensus", "cluster"),
          "router", List.of("base", "model", "cluster"),
          "control", List.of("base", "model", "cluster"),
          "server",
              List.of(
                  "base", "model", "storage", "consensus", "cluster", "node", "router", "control"),
          "lab",
              List.of(
                  "base",
                  "model",
                  "storage",
                  "consensus",
                  "cluster",
                  "node",
                  "router",
                  "control",
                  "server"));

  private static final String PREFIX = "dev.stator.";

  private House() {}

  /** The room of a package, or the empty text for what is not ours. */
  static String roomOf(String packageName) {
    if (!packageName.startsWith(PREFIX)) {
      return "";
    }
    int end = packageName.indexOf('.', PREFIX.length());
    return packageName.substring(PREFIX.length(), end < 0 ? packageName.length() : end);
  }
}
